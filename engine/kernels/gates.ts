// What the cells of recurrent layers share: activations of runs of gates, and their derivatives.

import { activate, differentiate, SIGMOID, TANH } from './activations';
import { half, one, ratio, ratioPair, SIGMOID_RATIO, tanh, TANH_RATIO } from './math';
import { nmadd, storeLanes } from './simd';

function activateAny(kind: i32, alpha: v128, x: v128): v128 {
  return activate(kind, alpha, x);
}

function differentiateAny(kind: i32, alpha: v128, y: v128, dy: v128): v128 {
  return differentiate(kind, alpha, y, dy);
}

@inline
function gateSigmoid(x: v128): v128 {
  return f32x4.add(ratio(SIGMOID_RATIO, x), half());
}

/** f(x), the usual two without a call. */
@inline
export function gate(kind: i32, alpha: v128, x: v128): v128 {
  return kind == SIGMOID ? gateSigmoid(x) : kind == TANH ? tanh(x) : activateAny(kind, alpha, x);
}

/** y = f(x) over `count` numbers, and not one further; y may be x. */
export function activateRun(kind: i32, alpha: v128, x: usize, y: usize, count: i32): void {
  const whole = x + (<usize>(count & ~3) << 2);
  const pairs = x + (<usize>(count & ~7) << 2);
  if (kind == SIGMOID) {
    for (; x < pairs; x += 32) {
      ratioPair(SIGMOID_RATIO, true, x, y);
      y += 32;
    }
  } else if (kind == TANH) {
    for (; x < pairs; x += 32) {
      ratioPair(TANH_RATIO, false, x, y);
      y += 32;
    }
  }
  for (; x < whole; x += 16) {
    v128.store(y, gate(kind, alpha, v128.load(x)));
    y += 16;
  }
  const rest = count & 3;
  if (rest > 0) storeLanes(y, gate(kind, alpha, v128.load(x)), rest);
}

/** dy · f′, from y = f(x), or from x where the derivative needs it. */
@inline
export function gateGradient(kind: i32, alpha: v128, y: v128, dy: v128): v128 {
  return kind == SIGMOID
    ? f32x4.mul(dy, nmadd(y, y, y))
    : kind == TANH
      ? f32x4.mul(dy, nmadd(y, y, one()))
      : differentiateAny(kind, alpha, y, dy);
}

/** The state that the recurrent product reads: h, or h·mask, which is kept. */
export function maskState(h: usize, mask: usize, masked: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count << 2; i += 16) {
    v128.store(masked + i, f32x4.mul(v128.load(h + i), v128.load(mask + i)));
  }
}
