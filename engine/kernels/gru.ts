// GRU with the reset gate after the product (Keras, cuDNN, PyTorch; Cho et al. 2014 reset before):
// u, r = σ(z), n = tanh(z_n + r·(h·U_n)), h = u·h + (1 − u)·n. Stretches of time and what lies
// where: see recurrent.ts.
//
// Rows of `z` are [u r n]; the gates replace it, and in the backward pass their gradients the
// gates. `packed` holds the kernel of both gates, `packedCandidate` that of the candidate, whose
// product h·U_n is kept in `product` [units]: the reset gate acts on it. In the backward pass the
// gradient of that product takes its place.

import { SIGMOID, TANH } from './activations';
import { activateRun, gate, gateGradient, maskState } from './gates';
import { one, ratioPair, TANH_RATIO, tinyGradient } from './math';
import { multiplyPacked } from './matmul';
import { flushTiny, madd, storeLanes } from './simd';

export function gruForward(
  z: usize, packed: usize, packedCandidate: usize, product: usize, h: usize, raw: usize,
  mask: usize, masked: usize,
  gateKind: i32, gateAlpha: f32, kind: i32, alphaValue: f32,
  fromZero: bool, steps: i32, batch: i32, units: i32, zeros: usize, scratch: usize,
): void {
  const size = <usize>(batch * units) << 2;
  const row = <usize>units << 2;
  const ga = f32x4.splat(gateAlpha);
  const a = f32x4.splat(alphaValue);
  const wide = units * 3;
  for (let t = 0; t < steps; t++) {
    let state = h;
    if (mask != 0) {
      maskState(h, mask, masked, batch * units);
      state = masked;
      masked += size;
    }
    if (t == 0 && fromZero) memory.fill(product, 0, size);
    else {
      multiplyPacked(
        state, units, packed, z, wide, z, wide, batch, 2 * units, units, -Infinity, scratch,
      );
      multiplyPacked(
        state, units, packedCandidate, product, units, zeros, 0, batch, units, units, -Infinity,
        scratch,
      );
    }
    for (let b = 0; b < batch; b++) {
      const at = <usize>b * row;
      if (raw != 0) memory.copy(raw, z, 2 * row);
      // Update and reset gate lie side by side: one run for both.
      activateRun(gateKind, ga, z, z, 2 * units);
      moveState(kind, a, z, product + at, raw, h + at, h + size + at, units);
      if (raw != 0) raw += 3 * row;
      z += 3 * row;
    }
    h += size;
    product += size;
  }
}

/** n = f(n + r·product) and h = n + u·(past − n) of one sample. */
@inline
function moveState(
  kind: i32, alpha: v128, gates: usize, product: usize, raw: usize, past: usize, h: usize,
  units: i32,
): void {
  const row = <usize>units << 2;
  const n = gates + 2 * row;
  const end = raw == 0 ? row & ~31 : 0;
  let at: usize = 0;
  if (kind == TANH) {
    for (; at < end; at += 32) {
      v128.store(n + at, candidateOf(gates + at, product + at, row));
      v128.store(n + at, candidateOf(gates + at + 16, product + at + 16, row), 16);
      ratioPair(TANH_RATIO, false, n + at, n + at);
      v128.store(h + at, between(v128.load(gates + at), v128.load(past + at), v128.load(n + at)));
      v128.store(h + at, between(
        v128.load(gates + at, 16), v128.load(past + at, 16), v128.load(n + at, 16),
      ), 16);
    }
  }
  for (; at < row; at += 16) {
    const width = min(4, <i32>((row - at) >> 2));
    const sum = candidateOf(gates + at, product + at, row);
    if (raw != 0) storeLanes(raw + 2 * row + at, sum, width);
    const candidate = gate(kind, alpha, sum);
    storeLanes(n + at, candidate, width);
    storeLanes(h + at, between(v128.load(gates + at), v128.load(past + at), candidate), width);
  }
}

@inline
function candidateOf(gates: usize, product: usize, row: usize): v128 {
  return madd(v128.load(gates + row), v128.load(product), v128.load(gates + 2 * row));
}

/** candidate + u·(past − candidate). */
@inline
function between(update: v128, past: v128, candidate: v128): v128 {
  return madd(update, f32x4.sub(past, candidate), candidate);
}

/**
 * dz of all steps over the gates' place, and the gradient of the candidate's product over the
 * product's. `direct` [batch, units]: room for the gradient that goes past the gates.
 */
export function gruBackward(
  dh: usize, dState: usize, gates: usize, raw: usize, product: usize, h: usize, packed: usize,
  packedCandidate: usize, mask: usize,
  gateKind: i32, gateAlpha: f32, gateFromInput: bool, kind: i32, alphaValue: f32, fromInput: bool,
  fromZero: bool, steps: i32, batch: i32, units: i32, direct: usize, zeros: usize, scratch: usize,
): void {
  const size = <usize>(batch * units) << 2;
  const ga = f32x4.splat(gateAlpha);
  const a = f32x4.splat(alphaValue);
  const wide = units * 3;
  const usual = gateKind == SIGMOID && kind == TANH;
  for (let t = steps - 1; t >= 0; t--) {
    const base = <usize>t * size;
    const z = gates + 3 * base;
    const p = product + base;
    const dOutput = dh == 0 ? 0 : dh + base;
    if (usual) {
      gateGradients(
        SIGMOID, ga, false, TANH, a, false, dOutput, dState, z, z, p, h + base, direct, batch,
        units,
      );
    } else {
      gateGradients(
        gateKind, ga, gateFromInput, kind, a, fromInput, dOutput, dState, z, raw + 3 * base, p,
        h + base, direct, batch, units,
      );
    }
    if (t == 0 && fromZero) break;
    const start = mask == 0 ? direct : zeros;
    multiplyPacked(
      z, wide, packed, dState, units, start, mask == 0 ? units : 0, batch, units, 2 * units,
      -Infinity, scratch,
    );
    multiplyPacked(
      p, units, packedCandidate, dState, units, dState, units, batch, units, units, -Infinity,
      scratch,
    );
    if (mask == 0) continue;
    for (let i: usize = 0; i < size; i += 16) {
      const masked = f32x4.mul(v128.load(dState + i), v128.load(mask + i));
      v128.store(dState + i, f32x4.add(masked, v128.load(direct + i)));
    }
  }
}

/** dz of one step: the kinds are constants of the usual case. */
@inline
function gateGradients(
  gateKind: i32, ga: v128, gateFromInput: bool, kind: i32, a: v128, fromInput: bool,
  dh: usize, dState: usize, z: usize, raw: usize, product: usize, h: usize, direct: usize,
  batch: i32, units: i32,
): void {
  const row = <usize>units << 2;
  const tiny = tinyGradient();
  for (let b = 0; b < batch; b++) {
    for (let j = 0; j < units; j += 4) {
      const at = <usize>b * row + (<usize>j << 2);
      const width = min(4, units - j);
      const gs = gateFromInput ? raw : z;
      const cs = fromInput ? raw : z;
      let d = v128.load(dState + at);
      if (dh != 0) d = f32x4.add(d, v128.load(dh + at));
      const update = v128.load(z);
      const reset = v128.load(z + row);
      const candidate = v128.load(z + 2 * row);
      storeLanes(direct + at, flushTiny(f32x4.mul(d, update), tiny), width);
      const past = f32x4.sub(v128.load(h + at), candidate);
      const du = gateGradient(gateKind, ga, v128.load(gs), f32x4.mul(d, past));
      const dCandidate = f32x4.mul(d, f32x4.sub(one(), update));
      const dn = gateGradient(kind, a, v128.load(cs + 2 * row), dCandidate);
      const dr = gateGradient(
        gateKind, ga, v128.load(gs + row), f32x4.mul(dn, v128.load(product + at)),
      );
      const n = flushTiny(dn, tiny);
      storeLanes(z, flushTiny(du, tiny), width);
      storeLanes(z + row, flushTiny(dr, tiny), width);
      storeLanes(z + 2 * row, n, width);
      storeLanes(product + at, flushTiny(f32x4.mul(n, reset), tiny), width);
      z += <usize>width << 2;
      raw += <usize>width << 2;
    }
    z += 2 * row;
    raw += 2 * row;
  }
}
