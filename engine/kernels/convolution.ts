// Convolutions over images [batch, height, width, channels] as implicit matrix products: a block of
// output pixels at a time, its windows are gathered into a small matrix (one row a pixel, rows in
// the order of the kernel [kh, kw, channels]) that stays in the second-level cache, and multiplied
// there. The whole matrix of windows never exists. Images are padded before, so that no window
// hangs over an edge. A one-dimensional convolution has height 1.

import { multiply, multiplyPacked } from './matmul';
import { at } from './windows';

/**
 * Copies `count` floats in ascending order; up to 12 bytes more are written, and overwritten by
 * what follows.
 */
@inline
function copyRun(source: usize, target: usize, count: i32): void {
  const end = target + (<usize>count << 2);
  do {
    v128.store(target, v128.load(source));
    source += 16;
    target += 16;
  } while (target < end);
}

/** The windows of `count` output pixels from number `first` on, a row each. */
function gatherWindows(x: usize, geometry: usize, first: i32, count: i32, target: usize): void {
  const channels = at(geometry, 2), kernelHeight = at(geometry, 3);
  const run = at(geometry, 4) * channels;
  const outHeight = at(geometry, 9), outWidth = at(geometry, 10);
  const rowBytes = <usize>(at(geometry, 13) * channels) << 2;
  const stepX = <usize>(at(geometry, 6) * channels) << 2;
  const stepY = <usize>at(geometry, 5) * rowBytes;
  const imageBytes = <usize>at(geometry, 12) * rowBytes;
  let ox = first % outWidth;
  let oy = (first / outWidth) % outHeight;
  let image = x + <usize>(first / (outWidth * outHeight)) * imageBytes;
  let corner = image + <usize>oy * stepY + <usize>ox * stepX;
  for (let pixel = 0; pixel < count; pixel++) {
    let row = corner;
    for (let ky = 0; ky < kernelHeight; ky++) {
      copyRun(row, target, run);
      row += rowBytes;
      target += <usize>run << 2;
    }
    ox += 1;
    corner += stepX;
    if (ox < outWidth) continue;
    ox = 0;
    oy += 1;
    if (oy == outHeight) {
      oy = 0;
      image += imageBytes;
    }
    corner = image + <usize>oy * stepY;
  }
}

/** Adds rows of windows back to the pixels they came from: the reverse of `gatherWindows`. */
function scatterWindows(source: usize, geometry: usize, first: i32, count: i32, dx: usize): void {
  const channels = at(geometry, 2), kernelHeight = at(geometry, 3);
  const run = at(geometry, 4) * channels;
  const outHeight = at(geometry, 9), outWidth = at(geometry, 10);
  const rowBytes = <usize>(at(geometry, 13) * channels) << 2;
  const stepX = <usize>(at(geometry, 6) * channels) << 2;
  const stepY = <usize>at(geometry, 5) * rowBytes;
  for (let pixel = first; pixel < first + count; pixel++) {
    const ox = <usize>(pixel % outWidth);
    const oy = <usize>((pixel / outWidth) % outHeight);
    const image = <usize>(pixel / (outWidth * outHeight) * at(geometry, 12)) * rowBytes;
    let row = dx + image + oy * stepY + ox * stepX;
    for (let ky = 0; ky < kernelHeight; ky++) {
      addRun(source, row, run);
      source += <usize>run << 2;
      row += rowBytes;
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
  const inputs = batch * at(geometry, 12) * at(geometry, 13) * at(geometry, 2);
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
