// Convolutions over images [batch, height, width, channels] as implicit matrix products. Forward, the
// windows are read where they lie. Backward, a block of output pixels at a time, windows are
// gathered into a small matrix (one row a pixel, rows in the order of the kernel [kh, kw, channels])
// that stays in the second-level cache, and multiplied there; the whole matrix of windows never
// exists. Images are padded before, so that no window
// hangs over an edge. A one-dimensional convolution has height 1.

import { multiply, multiplyPacked, storeRow } from './matmul';
import { fiveRowBlocks } from './packing';
import { madd } from './simd';
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
 * `packPanels`. Nothing is gathered: as in matmul.ts a tile of 5 pixels × 8 filters stays in
 * registers, but the numbers of its five windows are read where they lie, a kernel row at a time.
 */
export function convolutionForward(
  x: usize, packed: usize, start: usize, y: usize, geometry: usize, batch: i32, floor: f32,
): void {
  const channels = at(geometry, 2), kernelHeight = at(geometry, 3);
  const run = at(geometry, 4) * channels;
  const outHeight = at(geometry, 9), outWidth = at(geometry, 10), filters = at(geometry, 11);
  const rowBytes = <usize>(at(geometry, 13) * channels) << 2;
  const stepX = <usize>(at(geometry, 6) * channels) << 2;
  const stepY = <usize>at(geometry, 5) * rowBytes;
  const panelBytes = <usize>(kernelHeight * run) << 5;
  for (let image = 0; image < batch; image++) {
    let row = x;
    for (let oy = 0; oy < outHeight; oy++) {
      let panel = packed;
      for (let f = 0; f < filters; f += 8) {
        convolveRow(
          row, stepX, rowBytes, kernelHeight, <usize>run << 2, panel, start + (<usize>f << 2),
          y + (<usize>f << 2), filters, outWidth, min(8, filters - f), floor,
        );
        panel += panelBytes;
      }
      row += stepY;
      y += <usize>(outWidth * filters) << 2;
    }
    x += <usize>at(geometry, 12) * rowBytes;
  }
}

/** A row of output pixels, up to eight filters of it, whose weights are one panel. */
function convolveRow(
  x: usize, stepX: usize, rowBytes: usize, kernelHeight: i32, runBytes: usize, panel: usize,
  start: usize, y: usize, filters: i32, pixels: i32, columns: i32, floorValue: f32,
): void {
  const next = <usize>filters << 2;
  const s0 = v128.load(start), s1 = v128.load(start, 16);
  const second = stepX, third = 2 * stepX, fourth = 3 * stepX, fifth = 4 * stepX;
  const fives = fiveRowBlocks(pixels);
  for (let i = 0; i < fives; i++) {
    let c00 = s0, c01 = s1, c10 = s0, c11 = s1, c20 = s0, c21 = s1, c30 = s0, c31 = s1;
    let c40 = s0, c41 = s1;
    let bp = panel;
    let row = x;
    for (let ky = 0; ky < kernelHeight; ky++) {
      const end = row + runBytes;
      for (let ap = row; ap < end; ap += 4) {
        const b0 = v128.load(bp), b1 = v128.load(bp, 16);
        let a = v128.load_splat<f32>(ap);
        c00 = madd(a, b0, c00);
        c01 = madd(a, b1, c01);
        a = v128.load_splat<f32>(ap + second);
        c10 = madd(a, b0, c10);
        c11 = madd(a, b1, c11);
        a = v128.load_splat<f32>(ap + third);
        c20 = madd(a, b0, c20);
        c21 = madd(a, b1, c21);
        a = v128.load_splat<f32>(ap + fourth);
        c30 = madd(a, b0, c30);
        c31 = madd(a, b1, c31);
        a = v128.load_splat<f32>(ap + fifth);
        c40 = madd(a, b0, c40);
        c41 = madd(a, b1, c41);
        bp += 32;
      }
      row += rowBytes;
    }
    const floor = f32x4.splat(floorValue);
    storeRow(y, c00, c01, columns, floor);
    y += next;
    storeRow(y, c10, c11, columns, floor);
    y += next;
    storeRow(y, c20, c21, columns, floor);
    y += next;
    storeRow(y, c30, c31, columns, floor);
    y += next;
    storeRow(y, c40, c41, columns, floor);
    y += next;
    x += 5 * stepX;
  }
  let rest = pixels - fives * 5;
  for (; rest >= 4; rest -= 4) {
    let c00 = s0, c01 = s1, c10 = s0, c11 = s1, c20 = s0, c21 = s1, c30 = s0, c31 = s1;
    let bp = panel;
    let row = x;
    for (let ky = 0; ky < kernelHeight; ky++) {
      const end = row + runBytes;
      for (let ap = row; ap < end; ap += 4) {
        const b0 = v128.load(bp), b1 = v128.load(bp, 16);
        let a = v128.load_splat<f32>(ap);
        c00 = madd(a, b0, c00);
        c01 = madd(a, b1, c01);
        a = v128.load_splat<f32>(ap + second);
        c10 = madd(a, b0, c10);
        c11 = madd(a, b1, c11);
        a = v128.load_splat<f32>(ap + third);
        c20 = madd(a, b0, c20);
        c21 = madd(a, b1, c21);
        a = v128.load_splat<f32>(ap + fourth);
        c30 = madd(a, b0, c30);
        c31 = madd(a, b1, c31);
        bp += 32;
      }
      row += rowBytes;
    }
    const floor = f32x4.splat(floorValue);
    storeRow(y, c00, c01, columns, floor);
    y += next;
    storeRow(y, c10, c11, columns, floor);
    y += next;
    storeRow(y, c20, c21, columns, floor);
    y += next;
    storeRow(y, c30, c31, columns, floor);
    y += next;
    x += 4 * stepX;
  }
  for (; rest > 0; rest--) {
    let c0 = s0, c1 = s1;
    let bp = panel;
    let row = x;
    for (let ky = 0; ky < kernelHeight; ky++) {
      const end = row + runBytes;
      for (let ap = row; ap < end; ap += 4) {
        const a = v128.load_splat<f32>(ap);
        c0 = madd(a, v128.load(bp), c0);
        c1 = madd(a, v128.load(bp, 16), c1);
        bp += 32;
      }
      row += rowBytes;
    }
    storeRow(y, c0, c1, columns, f32x4.splat(floorValue));
    y += next;
    x += stepX;
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
