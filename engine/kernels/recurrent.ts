// Simple recurrent layers; what is said here holds for lstm.ts and gru.ts as well.
//
// All matrices are time-major: row t·batch + b. A kernel runs over a stretch of time steps that is
// short enough for the second-level cache. Step by step run the product [x h]·[W over U] + bias,
// against kernels that are packed once for all steps, and the gates. Where there are more inputs
// than units (`x` 0), their share x·W + bias of all the stretch is a product made before, found in
// `z`, and only h·U runs step by step. In the backward pass the step-by-step part leaves dz
// of the stretch, from which the weights' gradients are one product each.
//
// `h` is the state before the stretch's first step, the following states lie behind it. `fromZero`:
// the stretch begins where the sequence does, and the state before it is zero. `mask` (0: none) is
// the recurrent dropout's, one for all steps [batch, units]; `masked` then keeps h·mask of each
// step, else it is `h` itself.

import { SIGMOID, TANH } from './activations';
import { activateRun, gateGradient, maskState } from './gates';
import { tinyGradient } from './math';
import { multiplyPacked, multiplyPackedPair } from './matmul';
import { flushTiny, storeLanes } from './simd';

/** h_t = f(x_t·W + bias + h_{t−1}·U). `raw` (0: none) keeps what f is applied to. */
export function simpleRnnForward(
  x: usize, inputs: i32, bias: usize, z: usize, packed: usize, h: usize, raw: usize, mask: usize, masked: usize,
  kind: i32, alphaValue: f32, fromZero: bool, steps: i32, batch: i32, units: i32, scratch: usize,
): void {
  const size = <usize>(batch * units) << 2;
  const alpha = f32x4.splat(alphaValue);
  for (let t = 0; t < steps; t++) {
    let state = h;
    if (mask != 0) {
      maskState(h, mask, masked, batch * units);
      state = masked;
      masked += size;
    }
    h += size;
    let sum = raw == 0 ? h : raw;
    if (x != 0) {
      multiplyPackedPair(
        x, inputs, state, units, packed, sum, units, bias, batch, units, scratch,
      );
      x += <usize>(batch * inputs) << 2;
    } else if (t > 0 || !fromZero) {
      multiplyPacked(
        state, units, packed, sum, units, z, units, batch, units, units, -Infinity, scratch,
      );
    } else memory.copy(sum, z, size);
    activateRun(kind, alpha, sum, h, batch * units);
    if (raw != 0) raw += size;
    z += size;
  }
}

/** dz of one step, from the states' gradient and that of the step's output (`dh`, 0: none). */
@inline
function stepGradient(
  kind: i32, alpha: v128, dState: usize, dh: usize, source: usize, dz: usize, size: usize,
): void {
  for (let i: usize = 0; i < size; i += 16) {
    let d = v128.load(dState + i);
    if (dh != 0) d = f32x4.add(d, v128.load(dh + i));
    d = gateGradient(kind, alpha, v128.load(source + i), d);
    // Not past this step's end: the next step's dz lies there already.
    storeLanes(dz + i, flushTiny(d, tinyGradient()), min(4, <i32>((size - i) >> 2)));
  }
}

/**
 * dz of all steps. `dh`: gradient of the outputs (0: only the last state of the sequence has one,
 * in `dState`); `dState` [batch, units] goes from the state after the stretch to the one before.
 * `source`: the states after each step, or f's inputs where the derivative needs them. `packed`: Uᵀ.
 */
export function simpleRnnBackward(
  dh: usize, dState: usize, source: usize, packed: usize, dz: usize, mask: usize,
  kind: i32, alphaValue: f32, fromZero: bool, steps: i32, batch: i32, units: i32,
  zeros: usize, scratch: usize,
): void {
  const size = <usize>(batch * units) << 2;
  const alpha = f32x4.splat(alphaValue);
  for (let t = steps - 1; t >= 0; t--) {
    const base = <usize>t * size;
    const dOutput = dh == 0 ? 0 : dh + base;
    if (kind == TANH) stepGradient(TANH, alpha, dState, dOutput, source + base, dz + base, size);
    else if (kind == SIGMOID) {
      stepGradient(SIGMOID, alpha, dState, dOutput, source + base, dz + base, size);
    } else stepGradient(kind, alpha, dState, dOutput, source + base, dz + base, size);
    if (t == 0 && fromZero) break;
    multiplyPacked(
      dz + base, units, packed, dState, units, zeros, 0, batch, units, units, -Infinity, scratch,
    );
    if (mask != 0) maskState(dState, mask, dState, batch * units);
  }
}
