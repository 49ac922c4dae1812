// Backward pass of a convolution whose output gradient is mostly zeros, as behind relu and max
// pooling: a pool of 2×2 lets at most a quarter of it through. For each output pixel the filters
// with a gradient are listed; only they are multiplied:
//
//   dWᵀ[filter] += g · window      dx[window] += g · Wᵀ[filter]
//
// Kernels are transposed to [filters, kh·kw·channels], so that both are contiguous runs of
// kw·channels numbers a kernel row, taken 32 and 16 at a time.

import { madd } from './simd';
import { at } from './windows';

/** Writes [columns, rows] from [rows, columns]. */
export function transpose(source: usize, target: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    let to = target + (<usize>i << 2);
    for (let j = 0; j < columns; j++) {
      f32.store(to, f32.load(source));
      source += 4;
      to += <usize>rows << 2;
    }
  }
}

/**
 * Lists the filters of one pixel that have a gradient: byte offset of the filter's kernel, and the
 * gradient. Returns their number.
 */
@inline
function listFilters(dz: usize, filters: i32, kernelBytes: i32, list: usize): i32 {
  let end = list;
  for (let f = 0; f < filters; f += 4) {
    let mask = i32x4.bitmask(f32x4.ne(v128.load(dz + (<usize>f << 2)), f32x4.splat(0)));
    if (f + 4 > filters) mask &= (1 << (filters - f)) - 1;
    while (mask != 0) {
      const filter = f + ctz(mask);
      i32.store(end, filter * kernelBytes);
      f32.store(end, f32.load(dz + (<usize>filter << 2)), 4);
      end += 8;
      mask &= mask - 1;
    }
  }
  return <i32>(end - list) >> 3;
}

/** dx[0 … 32) += Σ g · Wᵀ: eight vectors stay in registers while the listed filters pass. */
@inline
function addKernels8(dx: usize, kernels: usize, list: usize, end: usize): void {
  let d0 = v128.load(dx), d1 = v128.load(dx, 16), d2 = v128.load(dx, 32), d3 = v128.load(dx, 48);
  let d4 = v128.load(dx, 64), d5 = v128.load(dx, 80), d6 = v128.load(dx, 96);
  let d7 = v128.load(dx, 112);
  for (let entry = list; entry < end; entry += 8) {
    const w = kernels + <usize>i32.load(entry);
    const g = v128.load_splat<f32>(entry, 4);
    d0 = madd(g, v128.load(w), d0);
    d1 = madd(g, v128.load(w, 16), d1);
    d2 = madd(g, v128.load(w, 32), d2);
    d3 = madd(g, v128.load(w, 48), d3);
    d4 = madd(g, v128.load(w, 64), d4);
    d5 = madd(g, v128.load(w, 80), d5);
    d6 = madd(g, v128.load(w, 96), d6);
    d7 = madd(g, v128.load(w, 112), d7);
  }
  v128.store(dx, d0);
  v128.store(dx, d1, 16);
  v128.store(dx, d2, 32);
  v128.store(dx, d3, 48);
  v128.store(dx, d4, 64);
  v128.store(dx, d5, 80);
  v128.store(dx, d6, 96);
  v128.store(dx, d7, 112);
}

@inline
function addKernels4(dx: usize, kernels: usize, list: usize, end: usize): void {
  let d0 = v128.load(dx), d1 = v128.load(dx, 16), d2 = v128.load(dx, 32), d3 = v128.load(dx, 48);
  for (let entry = list; entry < end; entry += 8) {
    const w = kernels + <usize>i32.load(entry);
    const g = v128.load_splat<f32>(entry, 4);
    d0 = madd(g, v128.load(w), d0);
    d1 = madd(g, v128.load(w, 16), d1);
    d2 = madd(g, v128.load(w, 32), d2);
    d3 = madd(g, v128.load(w, 48), d3);
  }
  v128.store(dx, d0);
  v128.store(dx, d1, 16);
  v128.store(dx, d2, 32);
  v128.store(dx, d3, 48);
}

/**
 * dWᵀ[…][0 … 32) += g · x for the listed filters: eight vectors of the window stay in registers.
 */
@inline
function addWindow8(x: usize, gradients: usize, list: usize, end: usize): void {
  const x0 = v128.load(x), x1 = v128.load(x, 16), x2 = v128.load(x, 32), x3 = v128.load(x, 48);
  const x4 = v128.load(x, 64), x5 = v128.load(x, 80), x6 = v128.load(x, 96), x7 = v128.load(x, 112);
  for (let entry = list; entry < end; entry += 8) {
    const w = gradients + <usize>i32.load(entry);
    const g = v128.load_splat<f32>(entry, 4);
    v128.store(w, madd(g, x0, v128.load(w)));
    v128.store(w, madd(g, x1, v128.load(w, 16)), 16);
    v128.store(w, madd(g, x2, v128.load(w, 32)), 32);
    v128.store(w, madd(g, x3, v128.load(w, 48)), 48);
    v128.store(w, madd(g, x4, v128.load(w, 64)), 64);
    v128.store(w, madd(g, x5, v128.load(w, 80)), 80);
    v128.store(w, madd(g, x6, v128.load(w, 96)), 96);
    v128.store(w, madd(g, x7, v128.load(w, 112)), 112);
  }
}

@inline
function addWindow4(x: usize, gradients: usize, list: usize, end: usize): void {
  const x0 = v128.load(x), x1 = v128.load(x, 16), x2 = v128.load(x, 32), x3 = v128.load(x, 48);
  for (let entry = list; entry < end; entry += 8) {
    const w = gradients + <usize>i32.load(entry);
    const g = v128.load_splat<f32>(entry, 4);
    v128.store(w, madd(g, x0, v128.load(w)));
    v128.store(w, madd(g, x1, v128.load(w, 16)), 16);
    v128.store(w, madd(g, x2, v128.load(w, 32)), 32);
    v128.store(w, madd(g, x3, v128.load(w, 48)), 48);
  }
}

/**
 * Gradients of transposed kernels and padded images (`dx` 0: not wanted); both are cleared first.
 * kw·channels must be a multiple of 16. `list`: two numbers for each filter.
 */
export function sparseConvolutionBackward(
  x: usize, dz: usize, kernels: usize, gradients: usize, dx: usize, geometry: usize, batch: i32,
  list: usize,
): void {
  const channels = at(geometry, 2), kernelHeight = at(geometry, 3);
  const run = at(geometry, 4) * channels;
  const strideY = at(geometry, 5), strideX = at(geometry, 6) * channels;
  const outHeight = at(geometry, 9), outWidth = at(geometry, 10), filters = at(geometry, 11);
  const paddedHeight = at(geometry, 12), paddedRow = at(geometry, 13) * channels;
  const depth = kernelHeight * run;
  memory.fill(gradients, 0, <usize>(filters * depth) << 2);
  if (dx != 0) memory.fill(dx, 0, <usize>(batch * paddedHeight * paddedRow) << 2);
  for (let image = 0; image < batch; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      let corner = <usize>((image * paddedHeight + oy * strideY) * paddedRow) << 2;
      for (let ox = 0; ox < outWidth; ox++) {
        const end = list + (<usize>listFilters(dz, filters, depth << 2, list) << 3);
        let offset: usize = 0;
        for (let ky = 0; ky < kernelHeight; ky++) {
          let place = corner + (<usize>(ky * paddedRow) << 2);
          let left = run;
          for (; left >= 32; left -= 32) {
            addWindow8(x + place, gradients + offset, list, end);
            if (dx != 0) addKernels8(dx + place, kernels + offset, list, end);
            place += 128;
            offset += 128;
          }
          if (left > 0) {
            addWindow4(x + place, gradients + offset, list, end);
            if (dx != 0) addKernels4(dx + place, kernels + offset, list, end);
            offset += 64;
          }
        }
        corner += <usize>strideX << 2;
        dz += <usize>filters << 2;
      }
    }
  }
}
