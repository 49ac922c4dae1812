// Backward pass of a convolution with a max pool behind it. A pool lets one number of each window's
// through, so that most of the gradient of the convolution's output is zero and never written down:
// what there is comes as the pool's gradient `dz` [batch, positions, filters] and the pixel that each
// of its numbers was chosen from. An image at a time, what is not zero is listed,
//
//   for each filter:   dWᵀ[filter] += g · window      over the pixels it has a gradient at,
//   for each pixel:    dx[window] += g · Wᵀ[filter]   over the filters with a gradient there,
//
// and a strip of the sum stays in registers while the list passes. Kernels are transposed to
// [filters, kh, kw·channels], each of their rows with zeros to a multiple of four, so that both
// sides are contiguous runs.

import { madd } from './simd';
import { toFront } from './sparse-product';
import { at } from './windows';

/** Floats of a kernel row with its zeros. */
@inline
function paddedRun(run: i32): i32 {
  return (run + 3) & ~3;
}

/** Kernels [kh, run, filters] as [filters, kh, run and zeros]. */
export function transposeKernels(
  weights: usize, kernels: usize, kernelHeight: i32, run: i32, filters: i32,
): void {
  const whole = paddedRun(run);
  for (let f = 0; f < filters; f++) {
    for (let ky = 0; ky < kernelHeight; ky++) {
      let source = weights + (<usize>(ky * run * filters + f) << 2);
      for (let i = 0; i < whole; i++) {
        f32.store(kernels, i < run ? f32.load(source) : 0);
        kernels += 4;
        source += <usize>filters << 2;
      }
    }
  }
}

/** The reverse of `transposeKernels`. */
export function restoreKernels(
  kernels: usize, weights: usize, kernelHeight: i32, run: i32, filters: i32,
): void {
  const whole = paddedRun(run);
  const kernelBytes = <usize>(kernelHeight * whole) << 2;
  for (let ky = 0; ky < kernelHeight; ky++) {
    for (let i = 0; i < run; i++) {
      let source = kernels + (<usize>(ky * whole + i) << 2);
      for (let f = 0; f < filters; f++) {
        f32.store(weights, f32.load(source));
        weights += 4;
        source += kernelBytes;
      }
    }
  }
}

/** target[0 … 48) += Σ g · source[offset …] over a list of offsets (bytes) and factors. */
@inline
function addListed12(target: usize, source: usize, list: usize, end: usize): void {
  let d0 = v128.load(target), d1 = v128.load(target, 16), d2 = v128.load(target, 32);
  let d3 = v128.load(target, 48), d4 = v128.load(target, 64), d5 = v128.load(target, 80);
  let d6 = v128.load(target, 96), d7 = v128.load(target, 112), d8 = v128.load(target, 128);
  let d9 = v128.load(target, 144), d10 = v128.load(target, 160), d11 = v128.load(target, 176);
  for (let entry = list; entry < end; entry += 8) {
    const s = source + <usize>i32.load(entry);
    const g = v128.load_splat<f32>(entry, 4);
    d0 = madd(g, v128.load(s), d0);
    d1 = madd(g, v128.load(s, 16), d1);
    d2 = madd(g, v128.load(s, 32), d2);
    d3 = madd(g, v128.load(s, 48), d3);
    d4 = madd(g, v128.load(s, 64), d4);
    d5 = madd(g, v128.load(s, 80), d5);
    d6 = madd(g, v128.load(s, 96), d6);
    d7 = madd(g, v128.load(s, 112), d7);
    d8 = madd(g, v128.load(s, 128), d8);
    d9 = madd(g, v128.load(s, 144), d9);
    d10 = madd(g, v128.load(s, 160), d10);
    d11 = madd(g, v128.load(s, 176), d11);
  }
  v128.store(target, d0);
  v128.store(target, d1, 16);
  v128.store(target, d2, 32);
  v128.store(target, d3, 48);
  v128.store(target, d4, 64);
  v128.store(target, d5, 80);
  v128.store(target, d6, 96);
  v128.store(target, d7, 112);
  v128.store(target, d8, 128);
  v128.store(target, d9, 144);
  v128.store(target, d10, 160);
  v128.store(target, d11, 176);
}

@inline
function addListed4(target: usize, source: usize, list: usize, end: usize): void {
  let d0 = v128.load(target), d1 = v128.load(target, 16), d2 = v128.load(target, 32);
  let d3 = v128.load(target, 48);
  for (let entry = list; entry < end; entry += 8) {
    const s = source + <usize>i32.load(entry);
    const g = v128.load_splat<f32>(entry, 4);
    d0 = madd(g, v128.load(s), d0);
    d1 = madd(g, v128.load(s, 16), d1);
    d2 = madd(g, v128.load(s, 32), d2);
    d3 = madd(g, v128.load(s, 48), d3);
  }
  v128.store(target, d0);
  v128.store(target, d1, 16);
  v128.store(target, d2, 32);
  v128.store(target, d3, 48);
}

@inline
function addListed1(target: usize, source: usize, list: usize, end: usize): void {
  let d = v128.load(target);
  for (let entry = list; entry < end; entry += 8) {
    const s = source + <usize>i32.load(entry);
    d = madd(v128.load_splat<f32>(entry, 4), v128.load(s), d);
  }
  v128.store(target, d);
}

/** Four numbers of three rows. */
@inline
function addListedRows3(
  target: usize, targetRow: usize, source: usize, sourceRow: usize, list: usize, end: usize,
): void {
  const second = target + targetRow, third = second + targetRow;
  const next = source + sourceRow, last = next + sourceRow;
  let d0 = v128.load(target), d1 = v128.load(second), d2 = v128.load(third);
  for (let entry = list; entry < end; entry += 8) {
    const offset = <usize>i32.load(entry);
    const g = v128.load_splat<f32>(entry, 4);
    d0 = madd(g, v128.load(source + offset), d0);
    d1 = madd(g, v128.load(next + offset), d1);
    d2 = madd(g, v128.load(last + offset), d2);
  }
  v128.store(target, d0);
  v128.store(second, d1);
  v128.store(third, d2);
}

/** The same for runs of any length, `rows` of them, the targets and the sources so far apart. */
function addListed(
  target: usize, targetRow: usize, source: usize, sourceRow: usize, rows: i32, vectors: i32,
  list: usize, end: usize,
): void {
  if (vectors == 1) {
    for (; rows >= 3; rows -= 3) {
      addListedRows3(target, targetRow, source, sourceRow, list, end);
      target += 3 * targetRow;
      source += 3 * sourceRow;
    }
  }
  for (; rows > 0; rows--) {
    let t = target;
    let s = source;
    let left = vectors;
    for (; left >= 12; left -= 12) {
      addListed12(t, s, list, end);
      t += 192;
      s += 192;
    }
    for (; left >= 4; left -= 4) {
      addListed4(t, s, list, end);
      t += 64;
      s += 64;
    }
    for (; left > 0; left--) {
      addListed1(t, s, list, end);
      t += 16;
      s += 16;
    }
    target += targetRow;
    source += sourceRow;
  }
}

/** Offset of each pixel's window in its padded image, in bytes. */
function placeWindows(geometry: usize, corners: usize): void {
  const channels = at(geometry, 2);
  const stepX = (at(geometry, 6) * channels) << 2;
  const stepY = (at(geometry, 5) * at(geometry, 13) * channels) << 2;
  for (let oy = 0; oy < at(geometry, 9); oy++) {
    for (let ox = 0; ox < at(geometry, 10); ox++) {
      i32.store(corners, oy * stepY + ox * stepX);
      corners += 4;
    }
  }
}

/**
 * Gradients of transposed kernels and padded images (`dx` 0: not wanted); both are cleared first.
 * `scratch`: a float for each of the image's pixels, two for each of four filters' positions and for
 * each filter, and one for each number of the convolution's output.
 */
export function pooledConvolutionBackward(
  x: usize, dz: usize, chosen: usize, kernels: usize, gradients: usize, dx: usize, geometry: usize,
  positions: i32, batch: i32, scratch: usize,
): void {
  const pixels = at(geometry, 9) * at(geometry, 10), filters = at(geometry, 11);
  const imageBytes = <usize>(at(geometry, 12) * at(geometry, 13) * at(geometry, 2)) << 2;
  const kernelHeight = at(geometry, 3);
  const kernelFloats = kernelHeight * paddedRun(at(geometry, 4) * at(geometry, 2));
  const corners = scratch;
  const lists = corners + (<usize>pixels << 2);
  const image = lists + (<usize>max(8 * positions + 8, 2 * filters + 16) << 2);
  memory.fill(gradients, 0, <usize>(filters * kernelFloats) << 2);
  if (dx != 0) memory.fill(dx, 0, <usize>batch * imageBytes);
  placeWindows(geometry, corners);
  for (let i = 0; i < batch; i++) {
    addKernelGradients(x, dz, chosen, gradients, geometry, positions, corners, lists);
    if (dx != 0) {
      spreadGradients(dz, chosen, image, positions, filters, pixels);
      addImageGradients(image, kernels, dx, geometry, corners, lists);
      dx += imageBytes;
    }
    x += imageBytes;
    dz += <usize>(positions * filters) << 2;
    chosen += <usize>(positions * filters) << 2;
  }
}

/** dWᵀ of one image, four filters at a time. */
function addKernelGradients(
  x: usize, dz: usize, chosen: usize, gradients: usize, geometry: usize, positions: i32,
  corners: usize, lists: usize,
): void {
  const filters = at(geometry, 11), kernelHeight = at(geometry, 3), channels = at(geometry, 2);
  const run = paddedRun(at(geometry, 4) * channels);
  const rowBytes = <usize>(at(geometry, 13) * channels) << 2;
  const kernelBytes = <usize>(kernelHeight * run) << 2;
  const listBytes = <usize>positions << 3;
  for (let f = 0; f < filters; f += 4) {
    let end0 = lists;
    let end1 = end0 + listBytes;
    let end2 = end1 + listBytes;
    let end3 = end2 + listBytes;
    let from = <usize>f << 2;
    const lanes = min(4, filters - f);
    const here = (1 << lanes) - 1;
    // Beyond the last filter the first one is read again: nothing else is sure to be a pixel.
    const lane1: usize = lanes > 1 ? 4 : 0, lane2: usize = lanes > 2 ? 8 : 0;
    const lane3: usize = lanes > 3 ? 12 : 0;
    for (let p = 0; p < positions; p++) {
      // An entry is written behind each list, which grows by it only where there is a gradient.
      const mask = i32x4.bitmask(f32x4.ne(v128.load(dz + from), f32x4.splat(0))) & here;
      putEntry(end0, corners, dz + from, chosen + from);
      putEntry(end1, corners, dz + from + lane1, chosen + from + lane1);
      putEntry(end2, corners, dz + from + lane2, chosen + from + lane2);
      putEntry(end3, corners, dz + from + lane3, chosen + from + lane3);
      end0 += (mask & 1) << 3;
      end1 += (mask & 2) << 2;
      end2 += (mask & 4) << 1;
      end3 += mask & 8;
      from += <usize>filters << 2;
    }
    for (let lane = 0; lane < lanes; lane++) {
      const list = lists + <usize>lane * listBytes;
      const end = lane == 0 ? end0 : lane == 1 ? end1 : lane == 2 ? end2 : end3;
      const kernel = gradients + <usize>(f + lane) * kernelBytes;
      addListed(kernel, <usize>run << 2, x, rowBytes, kernelHeight, run >> 2, list, end);
    }
  }
}

@inline
function putEntry(entry: usize, corners: usize, dz: usize, chosen: usize): void {
  i32.store(entry, i32.load(corners + (<usize>i32.load(chosen) << 2)));
  f32.store(entry, f32.load(dz), 4);
}

/** The gradient of an image of the convolution's outputs [pixels, filters] with all its zeros. */
function spreadGradients(
  dz: usize, chosen: usize, image: usize, positions: i32, filters: i32, pixels: i32,
): void {
  memory.fill(image, 0, <usize>(pixels * filters) << 2);
  for (let p = 0; p < positions; p++) {
    for (let f = 0; f < filters; f++) {
      const target = image + (<usize>(i32.load(chosen) * filters + f) << 2);
      f32.store(target, f32.load(target) + f32.load(dz));
      dz += 4;
      chosen += 4;
    }
  }
}

/** dx of one image. */
function addImageGradients(
  image: usize, kernels: usize, dx: usize, geometry: usize, corners: usize, list: usize,
): void {
  const pixels = at(geometry, 9) * at(geometry, 10), filters = at(geometry, 11);
  const kernelHeight = at(geometry, 3), channels = at(geometry, 2);
  const run = paddedRun(at(geometry, 4) * channels);
  const rowBytes = <usize>(at(geometry, 13) * channels) << 2;
  const kernelBytes = (kernelHeight * run) << 2;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const end = listFilters(image, filters, kernelBytes, list);
    const window = dx + <usize>i32.load(corners + (<usize>pixel << 2));
    addListed(window, rowBytes, kernels, <usize>run << 2, kernelHeight, run >> 2, list, end);
    image += <usize>filters << 2;
  }
}

/**
 * Lists the filters of one pixel that have a gradient: byte offset of the filter's kernel, and the
 * gradient. Returns the list's end.
 */
@inline
function listFilters(dz: usize, filters: i32, kernelBytes: i32, list: usize): usize {
  let end = list;
  let offsets = i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(kernelBytes));
  const step = i32x4.splat(kernelBytes << 2);
  for (let f = 0; f < filters; f += 4) {
    const g = v128.load(dz + (<usize>f << 2));
    let mask = i32x4.bitmask(f32x4.ne(g, f32x4.splat(0)));
    if (f + 4 > filters) mask &= (1 << (filters - f)) - 1;
    const front = toFront(mask);
    const left = v128.swizzle(offsets, front), right = v128.swizzle(g, front);
    v128.store(end, v128.shuffle<i32>(left, right, 0, 4, 1, 5));
    v128.store(end, v128.shuffle<i32>(left, right, 2, 6, 3, 7), 16);
    end += <usize>popcnt(mask) << 3;
    offsets = i32x4.add(offsets, step);
  }
  return end;
}
