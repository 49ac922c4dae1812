// Convolutions over images [batch, height, width, channels] as implicit matrix products: a block of
// output pixels at a time, its windows are gathered into a small matrix (one row a pixel, rows in
// the order of the kernel [kh, kw, channels]) that stays in the second-level cache, and multiplied
// there. The whole matrix of windows never exists. A one-dimensional convolution has height 1.

import { multiply, multiplyPacked } from './matmul';

// Geometry of one convolution as 12 integers in memory, because every kernel of this file needs all
// of them: height, width, channels, kernel height, kernel width, stride y, stride x, padding top,
// padding left, output height, output width, filters.
@inline
function at(geometry: usize, index: i32): i32 {
  return i32.load(geometry + (index << 2));
}

/**
 * Copies `count` floats in ascending order; may write up to 12 bytes more, which what follows
 * overwrites.
 */
@inline
function copyRun(source: usize, target: usize, count: i32): void {
  const end = target + (<usize>count << 2);
  while (target < end) {
    v128.store(target, v128.load(source));
    source += 16;
    target += 16;
  }
}

@inline
function clearRun(target: usize, count: i32): void {
  const end = target + (<usize>count << 2);
  while (target < end) {
    v128.store(target, f32x4.splat(0));
    target += 16;
  }
}

/**
 * The windows of `count` output pixels from number `first` on, a row each; zeros where they hang
 * over the edge.
 */
function gatherWindows(x: usize, geometry: usize, first: i32, count: i32, target: usize): void {
  const height = at(geometry, 0), width = at(geometry, 1), channels = at(geometry, 2);
  const kernelHeight = at(geometry, 3), kernelWidth = at(geometry, 4);
  const strideY = at(geometry, 5), strideX = at(geometry, 6), top = at(geometry, 7);
  const left = at(geometry, 8);
  const outHeight = at(geometry, 9), outWidth = at(geometry, 10);
  const run = kernelWidth * channels;
  let ox = first % outWidth;
  let oy = (first / outWidth) % outHeight;
  let image = first / (outWidth * outHeight);
  for (let pixel = 0; pixel < count; pixel++) {
    const ix = ox * strideX - left;
    const from = max(0, -ix);
    const to = max(from, min(kernelWidth, width - ix));
    for (let ky = 0; ky < kernelHeight; ky++) {
      const iy = oy * strideY - top + ky;
      if (iy < 0 || iy >= height) clearRun(target, run);
      else {
        const row = x + (<usize>(((image * height + iy) * width + ix + from) * channels) << 2);
        if (from > 0) clearRun(target, from * channels);
        copyRun(row, target + (<usize>(from * channels) << 2), (to - from) * channels);
        if (to < kernelWidth) {
          clearRun(target + (<usize>(to * channels) << 2), (kernelWidth - to) * channels);
        }
      }
      target += <usize>run << 2;
    }
    ox += 1;
    if (ox == outWidth) {
      ox = 0;
      oy += 1;
      if (oy == outHeight) {
        oy = 0;
        image += 1;
      }
    }
  }
}

/** Adds rows of windows back to the pixels they came from: the reverse of `gatherWindows`. */
function scatterWindows(source: usize, geometry: usize, first: i32, count: i32, dx: usize): void {
  const height = at(geometry, 0), width = at(geometry, 1), channels = at(geometry, 2);
  const kernelHeight = at(geometry, 3), kernelWidth = at(geometry, 4);
  const strideY = at(geometry, 5), strideX = at(geometry, 6), top = at(geometry, 7);
  const left = at(geometry, 8);
  const outHeight = at(geometry, 9), outWidth = at(geometry, 10);
  const run = kernelWidth * channels;
  for (let pixel = first; pixel < first + count; pixel++) {
    const ox = pixel % outWidth;
    const oy = (pixel / outWidth) % outHeight;
    const image = pixel / (outWidth * outHeight);
    const ix = ox * strideX - left;
    const from = max(0, -ix);
    const to = max(from, min(kernelWidth, width - ix));
    for (let ky = 0; ky < kernelHeight; ky++) {
      const iy = oy * strideY - top + ky;
      if (iy >= 0 && iy < height) {
        const row = dx + (<usize>(((image * height + iy) * width + ix + from) * channels) << 2);
        addRun(source + (<usize>(from * channels) << 2), row, (to - from) * channels);
      }
      source += <usize>run << 2;
    }
  }
}

@inline
function addRun(source: usize, target: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const offset = <usize>i << 2;
    v128.store(target + offset, f32x4.add(v128.load(target + offset), v128.load(source + offset)));
  }
  for (; i < count; i++) {
    const offset = <usize>i << 2;
    f32.store(target + offset, f32.load(target + offset) + f32.load(source + offset));
  }
}

/**
 * y = start + windows(x)·W, cut off at `floor`. `packed`: W [kh·kw·channels, filters] by
 * `packPanels`. `block`: output pixels at a time; `scratch` holds 2·block·(kh·kw·channels) floats.
 */
export function convolutionForward(
  x: usize, packed: usize, start: usize, y: usize, geometry: usize, batch: i32, block: i32,
  floor: f32, scratch: usize,
): void {
  const filters = at(geometry, 11);
  const depth = at(geometry, 3) * at(geometry, 4) * at(geometry, 2);
  const pixels = batch * at(geometry, 9) * at(geometry, 10);
  const room = scratch + (<usize>(block * depth + 16) << 2);
  for (let first = 0; first < pixels; first += block) {
    const count = min(block, pixels - first);
    gatherWindows(x, geometry, first, count, scratch);
    const target = y + (<usize>(first * filters) << 2);
    multiplyPacked(
      scratch, depth, packed, target, filters, start, 0, count, filters, depth, floor, room,
    );
  }
}

/**
 * dW = windows(x)ᵀ·dz, summed block by block. `zeros`: as many as there are filters, and eight
 * more.
 */
export function convolutionWeightGradient(
  x: usize, dz: usize, dw: usize, geometry: usize, batch: i32, block: i32, zeros: usize,
  scratch: usize,
): void {
  const filters = at(geometry, 11);
  const depth = at(geometry, 3) * at(geometry, 4) * at(geometry, 2);
  const pixels = batch * at(geometry, 9) * at(geometry, 10);
  const room = scratch + (<usize>(block * depth + 16) << 2);
  for (let first = 0; first < pixels; first += block) {
    const count = min(block, pixels - first);
    gatherWindows(x, geometry, first, count, scratch);
    multiply(
      scratch, depth, true, dz + (<usize>(first * filters) << 2), filters, false, dw, filters,
      first == 0 ? zeros : dw, first == 0 ? 0 : filters, depth, filters, count, -Infinity, room,
    );
  }
}

/** dx from dz·Wᵀ, added up where windows overlap. `packed`: Wᵀ. dx need not be cleared. */
export function convolutionInputGradient(
  dz: usize, packed: usize, dx: usize, geometry: usize, batch: i32, block: i32, zeros: usize,
  scratch: usize,
): void {
  const filters = at(geometry, 11);
  const depth = at(geometry, 3) * at(geometry, 4) * at(geometry, 2);
  const pixels = batch * at(geometry, 9) * at(geometry, 10);
  const inputs = batch * at(geometry, 0) * at(geometry, 1) * at(geometry, 2);
  const room = scratch + (<usize>(block * depth + 16) << 2);
  memory.fill(dx, 0, <usize>inputs << 2);
  for (let first = 0; first < pixels; first += block) {
    const count = min(block, pixels - first);
    const source = dz + (<usize>(first * filters) << 2);
    multiplyPacked(
      source, filters, packed, scratch, depth, zeros, 0, count, depth, filters, -Infinity, room,
    );
    scatterWindows(scratch, geometry, first, count, dx);
  }
}
