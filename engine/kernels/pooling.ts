// Pooling over images [batch, height, width, channels]; one-dimensional pooling has height 1,
// global pooling one window as large as the image. Channels are four to a vector. The geometry is
// the convolutions' (filters unused).

import { select, storeLanes } from './simd';
import { at } from './windows';

/** Where a value is greater than the best so far, or NaN; a NaN, once found, stays. */
@inline
function isBetter(value: v128, best: v128): v128 {
  return v128.andnot(f32x4.eq(best, best), f32x4.le(value, best));
}

/**
 * y = the windows' maxima; `chosen` (0: none) keeps where each came from: the index of the float in
 * x, or, for a convolution that x comes from, of the pixel in its image (`byPixel`). The edge is not
 * padded: windows end there.
 */
export function maxPoolForward(
  x: usize, y: usize, chosen: usize, byPixel: bool, geometry: usize, batch: i32,
): void {
  const height = at(geometry, 0), width = at(geometry, 1), channels = at(geometry, 2);
  const poolHeight = at(geometry, 3), poolWidth = at(geometry, 4);
  const strideY = at(geometry, 5), strideX = at(geometry, 6), top = at(geometry, 7);
  const left = at(geometry, 8);
  const outHeight = at(geometry, 9), outWidth = at(geometry, 10);
  const unit = byPixel ? 1 : channels;
  const next = i32x4.splat(unit);
  const lane = byPixel ? i32x4.splat(0) : i32x4(0, 1, 2, 3);
  const pixelBytes = <usize>channels << 2;
  const rowBytes = <usize>(width * channels) << 2;
  const down = i32x4.splat(width * unit);
  for (let image = 0; image < batch; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const y0 = max(0, oy * strideY - top);
      const y1 = min(height, oy * strideY - top + poolHeight);
      for (let ox = 0; ox < outWidth; ox++) {
        const x0 = max(0, ox * strideX - left);
        const x1 = min(width, ox * strideX - left + poolWidth);
        const corner = ((image * height + y0) * width + x0) * channels;
        const firstNumber = ((byPixel ? y0 : image * height + y0) * width + x0) * unit;
        const across = x1 - x0;
        const isSquare = across == 2 && y1 - y0 == 2;
        for (let c = 0; c < channels; c += 4) {
          const place = x + (<usize>(corner + c) << 2);
          const number = i32x4.splat(byPixel ? firstNumber : firstNumber + c);
          let best = v128.load(place);
          let source = number;
          if (isSquare) {
            // The usual pool: the better of each row, then of the two.
            const right = i32x4.add(number, next);
            const below = place + rowBytes;
            let take = isBetter(v128.load(place + pixelBytes), best);
            best = select(v128.load(place + pixelBytes), best, take);
            source = select(right, source, take);
            let low = v128.load(below);
            take = isBetter(v128.load(below + pixelBytes), low);
            low = select(v128.load(below + pixelBytes), low, take);
            const lowSource = i32x4.add(select(right, number, take), down);
            take = isBetter(low, best);
            best = select(low, best, take);
            source = select(lowSource, source, take);
          } else {
            let row = place;
            let rowNumber = number;
            for (let iy = y0; iy < y1; iy++) {
              let at = row;
              let here = rowNumber;
              for (let left = across; left > 0; left--) {
                const value = v128.load(at);
                const take = isBetter(value, best);
                best = select(value, best, take);
                source = select(here, source, take);
                here = i32x4.add(here, next);
                at += pixelBytes;
              }
              row += rowBytes;
              rowNumber = i32x4.add(rowNumber, down);
            }
          }
          const lanes = min(4, channels - c);
          storeLanes(y + (<usize>c << 2), best, lanes);
          if (chosen != 0) storeLanes(chosen + (<usize>c << 2), i32x4.add(source, lane), lanes);
        }
        y += <usize>channels << 2;
        if (chosen != 0) chosen += <usize>channels << 2;
      }
    }
  }
}

/** dx[chosen] += dy; dx is cleared first. */
export function maxPoolBackward(
  dy: usize, chosen: usize, dx: usize, outputs: i32, inputs: i32,
): void {
  memory.fill(dx, 0, <usize>inputs << 2);
  for (let i = 0; i < outputs; i++) {
    const target = dx + (<usize>i32.load(chosen + (<usize>i << 2)) << 2);
    f32.store(target, f32.load(target) + f32.load(dy + (<usize>i << 2)));
  }
}

/** y = the windows' means, over those of their elements that lie inside the image. */
export function avgPoolForward(x: usize, y: usize, geometry: usize, batch: i32): void {
  const height = at(geometry, 0), width = at(geometry, 1), channels = at(geometry, 2);
  const poolHeight = at(geometry, 3), poolWidth = at(geometry, 4);
  const strideY = at(geometry, 5), strideX = at(geometry, 6), top = at(geometry, 7);
  const left = at(geometry, 8);
  const outHeight = at(geometry, 9), outWidth = at(geometry, 10);
  for (let image = 0; image < batch; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const y0 = max(0, oy * strideY - top);
      const y1 = min(height, oy * strideY - top + poolHeight);
      for (let ox = 0; ox < outWidth; ox++) {
        const x0 = max(0, ox * strideX - left);
        const x1 = min(width, ox * strideX - left + poolWidth);
        const share = f32x4.splat(1 / <f32>((y1 - y0) * (x1 - x0)));
        for (let c = 0; c < channels; c += 4) {
          let sum = f32x4.splat(0);
          for (let iy = y0; iy < y1; iy++) {
            for (let ix = x0; ix < x1; ix++) {
              const index = ((image * height + iy) * width + ix) * channels + c;
              sum = f32x4.add(sum, v128.load(x + (<usize>index << 2)));
            }
          }
          storeLanes(y + (<usize>c << 2), f32x4.mul(sum, share), min(4, channels - c));
        }
        y += <usize>channels << 2;
      }
    }
  }
}

/** Each window's dy, shared among its elements; dx is cleared first. */
export function avgPoolBackward(dy: usize, dx: usize, geometry: usize, batch: i32): void {
  const height = at(geometry, 0), width = at(geometry, 1), channels = at(geometry, 2);
  const poolHeight = at(geometry, 3), poolWidth = at(geometry, 4);
  const strideY = at(geometry, 5), strideX = at(geometry, 6), top = at(geometry, 7);
  const left = at(geometry, 8);
  const outHeight = at(geometry, 9), outWidth = at(geometry, 10);
  memory.fill(dx, 0, <usize>(batch * height * width * channels) << 2);
  for (let image = 0; image < batch; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const y0 = max(0, oy * strideY - top);
      const y1 = min(height, oy * strideY - top + poolHeight);
      for (let ox = 0; ox < outWidth; ox++) {
        const x0 = max(0, ox * strideX - left);
        const x1 = min(width, ox * strideX - left + poolWidth);
        const share = f32x4.splat(1 / <f32>((y1 - y0) * (x1 - x0)));
        for (let c = 0; c < channels; c += 4) {
          const d = f32x4.mul(v128.load(dy + (<usize>c << 2)), share);
          for (let iy = y0; iy < y1; iy++) {
            for (let ix = x0; ix < x1; ix++) {
              const index = ((image * height + iy) * width + ix) * channels + c;
              const target = dx + (<usize>index << 2);
              storeLanes(target, f32x4.add(v128.load(target), d), min(4, channels - c));
            }
          }
        }
        dy += <usize>channels << 2;
      }
    }
  }
}
