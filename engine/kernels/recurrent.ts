// Recurrent layers. All matrices are time-major: row t·batch + b. The inputs' share of every time
// step is one product made before (x·W + bias for all t at once); what runs step by step is the
// recurrent product, against a packed kernel, and the gates. In the backward pass the step-by-step
// part leaves dz of all time steps, from which the weights' gradients are one product each.
//
// `h` and `c` hold time 0 … T, the state before step t at row t·batch; time 0 is zeros. `mask` (0:
// none) is the recurrent dropout's, one for all steps [batch, units]; `masked` then keeps h·mask of
// each step, else it is `h` itself.

import { activate, differentiate, SIGMOID, TANH } from './activations';
import { half, one, tanh, tanhPair, tinyGradient } from './math';
import { multiplyPacked } from './matmul';
import { flushTiny, madd, nmadd, storeLanes } from './simd';

function activateAny(kind: i32, alpha: v128, x: v128): v128 {
  return activate(kind, alpha, x);
}

function differentiateAny(kind: i32, alpha: v128, y: v128, dy: v128): v128 {
  return differentiate(kind, alpha, y, dy);
}

/**
 * σ(x) as ½ + ½·tanh(x/2): cheaper than by exp, and as exact where a gate is not all but closed.
 */
@inline
function gateSigmoid(x: v128): v128 {
  return madd(half(), tanh(f32x4.mul(x, half())), half());
}

/** The usual two without a call. */
@inline
function gate(kind: i32, alpha: v128, x: v128): v128 {
  return kind == SIGMOID ? gateSigmoid(x) : kind == TANH ? tanh(x) : activateAny(kind, alpha, x);
}

/** f over `count` numbers in place, and not one further. */
function activateRun(kind: i32, alpha: v128, x: usize, count: i32): void {
  const whole = x + (<usize>(count & ~3) << 2);
  const pairs = x + (<usize>(count & ~7) << 2);
  if (kind == SIGMOID) {
    const scale = half();
    for (; x < pairs; x += 32) tanhPair(x, x, scale, scale);
  } else if (kind == TANH) {
    const scale = one(), shift = f32x4.splat(0);
    for (; x < pairs; x += 32) tanhPair(x, x, scale, shift);
  }
  for (; x < whole; x += 16) v128.store(x, gate(kind, alpha, v128.load(x)));
  const rest = count & 3;
  if (rest > 0) storeLanes(x, gate(kind, alpha, v128.load(x)), rest);
}

@inline
function gateGradient(kind: i32, alpha: v128, y: v128, dy: v128): v128 {
  return kind == SIGMOID
    ? f32x4.mul(dy, nmadd(y, y, y))
    : kind == TANH
      ? f32x4.mul(dy, nmadd(y, y, one()))
      : differentiateAny(kind, alpha, y, dy);
}

/** The state that the recurrent product reads: h, or h·mask, which is kept. */
function maskState(h: usize, mask: usize, masked: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count << 2; i += 16) {
    v128.store(masked + i, f32x4.mul(v128.load(h + i), v128.load(mask + i)));
  }
}

/**
 * h_t = f(z_t + h_{t−1}·U): z is left before f, h of all steps is written after `h`'s first `batch`
 * rows.
 */
export function simpleRnnForward(
  z: usize, packed: usize, h: usize, mask: usize, masked: usize, kind: i32, alphaValue: f32,
  steps: i32, batch: i32, units: i32, scratch: usize,
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
    // The state before the first step is zero: there is no product to add.
    if (t > 0) {
      multiplyPacked(
        state, units, packed, z, units, z, units, batch, units, units, -Infinity, scratch,
      );
    }
    h += size;
    memory.copy(h, z, size);
    activateRun(kind, alpha, h, batch * units);
    z += size;
  }
}

/**
 * dz of all steps. `dh`: gradient of all outputs, time-major (0: only the last state has one, in
 * `dState`); `dState` [batch, units] is used up. `source`: h's first row of step 1, or z where the
 * derivative needs the input. `packed`: Uᵀ.
 */
export function simpleRnnBackward(
  dh: usize, dState: usize, source: usize, packed: usize, dz: usize, mask: usize, kind: i32,
  alphaValue: f32,
  steps: i32, batch: i32, units: i32, zeros: usize, scratch: usize,
): void {
  const size = <usize>(batch * units) << 2;
  const alpha = f32x4.splat(alphaValue);
  for (let t = steps - 1; t >= 0; t--) {
    const base = <usize>t * size;
    for (let i: usize = 0; i < size; i += 16) {
      let d = v128.load(dState + i);
      if (dh != 0) d = f32x4.add(d, v128.load(dh + base + i));
      d = gateGradient(kind, alpha, v128.load(source + base + i), d);
      // Not past this step's end: the next step's dz lies there already.
      storeLanes(dz + base + i, flushTiny(d, tinyGradient()), min(4, <i32>((size - i) >> 2)));
    }
    if (t == 0) break;
    multiplyPacked(
      dz + base, units, packed, dState, units, zeros, 0, batch, units, units, -Infinity, scratch,
    );
    if (mask != 0) maskState(dState, mask, dState, batch * units);
  }
}

/**
 * LSTM (Hochreiter & Schmidhuber 1997 with forget gates): i, f, o = σ(z), g = tanh(z), c = f·c +
 * i·g, h = o·tanh(c). Rows of `z` are [i f g o]; the gates replace it, and `raw` (0: none) keeps it
 * where a derivative needs the input. `ac` keeps tanh(c).
 */
export function lstmForward(
  z: usize, packed: usize, h: usize, c: usize, ac: usize, raw: usize, mask: usize, masked: usize,
  gateKind: i32, gateAlpha: f32, kind: i32, alphaValue: f32,
  steps: i32, batch: i32, units: i32, scratch: usize,
): void {
  const size = <usize>(batch * units) << 2;
  const row = <usize>units << 2;
  const ga = f32x4.splat(gateAlpha);
  const a = f32x4.splat(alphaValue);
  const wide = units * 4;
  for (let t = 0; t < steps; t++) {
    let state = h;
    if (mask != 0) {
      maskState(h, mask, masked, batch * units);
      state = masked;
      masked += size;
    }
    if (t > 0) {
      multiplyPacked(
        state, units, packed, z, wide, z, wide, batch, wide, units, -Infinity, scratch,
      );
    }
    if (raw != 0) {
      memory.copy(raw, z, 4 * size);
      raw += 4 * size;
    }
    h += size;
    for (let b = 0; b < batch; b++) {
      // Gates first, cells after: an activation takes some fifty cycles from its input to its
      // output, and only many that do not wait for each other keep the processor busy.
      activateRun(gateKind, ga, z, 2 * units);
      activateRun(kind, a, z + 2 * row, units);
      activateRun(gateKind, ga, z + 3 * row, units);
      const base = <usize>b * row;
      for (let j = 0; j < units; j += 4) {
        const at = base + (<usize>j << 2);
        const zi = z + (<usize>j << 2);
        const width = min(4, units - j);
        const update = f32x4.mul(v128.load(zi), v128.load(zi + 2 * row));
        const cell = madd(v128.load(zi + row), v128.load(c + at), update);
        const activated = gate(kind, a, cell);
        storeLanes(c + size + at, cell, width);
        storeLanes(ac + at, activated, width);
        storeLanes(h + at, f32x4.mul(v128.load(zi + 3 * row), activated), width);
      }
      z += 4 * row;
    }
    c += size;
    ac += size;
  }
}

/**
 * dz of all steps over the gates' place. `gates`: the activated gates, overwritten by dz; `raw`:
 * the inputs of those whose derivative needs them, else 0. `c` as in the forward pass. `dCell`
 * [batch, units] starts as zeros.
 */
export function lstmBackward(
  dh: usize, dState: usize, dCell: usize, gates: usize, raw: usize, c: usize, ac: usize,
  packed: usize, mask: usize,
  gateKind: i32, gateAlpha: f32, gateFromInput: bool, kind: i32, alphaValue: f32, fromInput: bool,
  steps: i32, batch: i32, units: i32, zeros: usize, scratch: usize,
): void {
  const size = <usize>(batch * units) << 2;
  const row = <usize>units << 2;
  const ga = f32x4.splat(gateAlpha);
  const a = f32x4.splat(alphaValue);
  const wide = units * 4;
  for (let t = steps - 1; t >= 0; t--) {
    const base = <usize>t * size;
    for (let b = 0; b < batch; b++) {
      for (let j = 0; j < units; j += 4) {
        const at = <usize>b * row + (<usize>j << 2);
        const z = gates + 4 * (base + <usize>b * row) + (<usize>j << 2);
        const r = raw + 4 * (base + <usize>b * row) + (<usize>j << 2);
        const width = min(4, units - j);
        const input = v128.load(z);
        const forget = v128.load(z + row);
        const candidate = v128.load(z + 2 * row);
        const output = v128.load(z + 3 * row);
        const activated = v128.load(ac + base + at);
        let d = v128.load(dState + at);
        if (dh != 0) d = f32x4.add(d, v128.load(dh + base + at));
        const cellSource = fromInput ? v128.load(c + size + base + at) : activated;
        const dActivated = gateGradient(kind, a, cellSource, f32x4.mul(d, output));
        const dc = f32x4.add(v128.load(dCell + at), dActivated);
        const gs = gateFromInput ? r : z;
        const di = gateGradient(gateKind, ga, v128.load(gs), f32x4.mul(dc, candidate));
        const past = v128.load(c + base + at);
        const df = gateGradient(gateKind, ga, v128.load(gs + row), f32x4.mul(dc, past));
        const cs = fromInput ? r : z;
        const dg = gateGradient(kind, a, v128.load(cs + 2 * row), f32x4.mul(dc, input));
        const dO = gateGradient(gateKind, ga, v128.load(gs + 3 * row), f32x4.mul(d, activated));
        storeLanes(z, flushTiny(di, tinyGradient()), width);
        storeLanes(z + row, flushTiny(df, tinyGradient()), width);
        storeLanes(z + 2 * row, flushTiny(dg, tinyGradient()), width);
        storeLanes(z + 3 * row, flushTiny(dO, tinyGradient()), width);
        storeLanes(dCell + at, flushTiny(f32x4.mul(dc, forget), tinyGradient()), width);
      }
    }
    if (t == 0) break;
    multiplyPacked(
      gates + 4 * base, wide, packed, dState, units, zeros, 0, batch, units, wide, -Infinity,
      scratch,
    );
    if (mask != 0) maskState(dState, mask, dState, batch * units);
  }
}

/**
 * GRU with the reset gate after the product (Keras, cuDNN, PyTorch; Cho et al. 2014 reset before):
 * u, r = σ(z), n = tanh(z_n + r·(h·U_n)), h = u·h + (1 − u)·n. Rows of `z` are [u r n]; the gates
 * replace it. `product` keeps h·U of each step [3·units].
 */
export function gruForward(
  z: usize, packed: usize, product: usize, h: usize, raw: usize, mask: usize, masked: usize,
  gateKind: i32, gateAlpha: f32, kind: i32, alphaValue: f32,
  steps: i32, batch: i32, units: i32, zeros: usize, scratch: usize,
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
    if (t == 0) memory.fill(product, 0, 3 * size);
    else {
      multiplyPacked(
        state, units, packed, product, wide, zeros, 0, batch, wide, units, -Infinity, scratch,
      );
    }
    for (let b = 0; b < batch; b++) {
      const zb = z + <usize>(3 * b) * row;
      const pb = product + <usize>(3 * b) * row;
      // Update and reset gate lie side by side: one run for both.
      for (let j = 0; j < 2 * units; j += 4) {
        const at = <usize>j << 2;
        const sum = f32x4.add(v128.load(zb + at), v128.load(pb + at));
        storeLanes(zb + at, sum, min(4, 2 * units - j));
      }
      if (raw != 0) memory.copy(raw + <usize>(3 * b) * row, zb, 2 * row);
      activateRun(gateKind, ga, zb, 2 * units);
      for (let j = 0; j < units; j += 4) {
        const at = 2 * row + (<usize>j << 2);
        const reset = v128.load(zb + at - row);
        const sum = madd(reset, v128.load(pb + at), v128.load(zb + at));
        storeLanes(zb + at, sum, min(4, units - j));
      }
      if (raw != 0) memory.copy(raw + <usize>(3 * b) * row + 2 * row, zb + 2 * row, row);
      activateRun(kind, a, zb + 2 * row, units);
      for (let j = 0; j < units; j += 4) {
        const offset = <usize>j << 2;
        const at = <usize>b * row + offset;
        const candidate = v128.load(zb + 2 * row + offset);
        // h = n + u·(h − n)
        const past = f32x4.sub(v128.load(h + at), candidate);
        const next = madd(v128.load(zb + offset), past, candidate);
        storeLanes(h + size + at, next, min(4, units - j));
      }
    }
    if (raw != 0) raw += 3 * size;
    h += size;
    z += 3 * size;
    product += 3 * size;
  }
}

/**
 * dz of all steps over the gates' place, and over `product`'s the gradient of h·U (the same but for
 * the candidate's share, which the reset gate scales).
 */
export function gruBackward(
  dh: usize, dState: usize, gates: usize, raw: usize, product: usize, h: usize, packed: usize,
  mask: usize,
  gateKind: i32, gateAlpha: f32, gateFromInput: bool, kind: i32, alphaValue: f32, fromInput: bool,
  steps: i32, batch: i32, units: i32, direct: usize, zeros: usize, scratch: usize,
): void {
  const size = <usize>(batch * units) << 2;
  const row = <usize>units << 2;
  const ga = f32x4.splat(gateAlpha);
  const a = f32x4.splat(alphaValue);
  const wide = units * 3;
  for (let t = steps - 1; t >= 0; t--) {
    const base = <usize>t * size;
    for (let b = 0; b < batch; b++) {
      for (let j = 0; j < units; j += 4) {
        const at = <usize>b * row + (<usize>j << 2);
        const offset = <usize>3 * (base + <usize>b * row) + (<usize>j << 2);
        const z = gates + offset;
        const r = raw + offset;
        const p = product + offset;
        const width = min(4, units - j);
        const update = v128.load(z);
        const reset = v128.load(z + row);
        const candidate = v128.load(z + 2 * row);
        let d = v128.load(dState + at);
        if (dh != 0) d = f32x4.add(d, v128.load(dh + base + at));
        const gs = gateFromInput ? r : z;
        const du = gateGradient(
          gateKind, ga, v128.load(gs), f32x4.mul(d, f32x4.sub(v128.load(h + base + at), candidate)),
        );
        const dCandidate = f32x4.mul(d, f32x4.sub(one(), update));
        const dn = gateGradient(kind, a, v128.load((fromInput ? r : z) + 2 * row), dCandidate);
        const dr = gateGradient(
          gateKind, ga, v128.load(gs + row), f32x4.mul(dn, v128.load(p + 2 * row)),
        );
        const u = flushTiny(du, tinyGradient());
        const s = flushTiny(dr, tinyGradient());
        const n = flushTiny(dn, tinyGradient());
        storeLanes(z, u, width);
        storeLanes(z + row, s, width);
        storeLanes(z + 2 * row, n, width);
        storeLanes(p, u, width);
        storeLanes(p + row, s, width);
        storeLanes(p + 2 * row, flushTiny(f32x4.mul(n, reset), tinyGradient()), width);
        storeLanes(direct + at, flushTiny(f32x4.mul(d, update), tinyGradient()), width);
      }
    }
    if (t == 0) break;
    const dp = product + 3 * base;
    if (mask == 0) {
      multiplyPacked(
        dp, wide, packed, dState, units, direct, units, batch, units, wide, -Infinity, scratch,
      );
    } else {
      multiplyPacked(
        dp, wide, packed, dState, units, zeros, 0, batch, units, wide, -Infinity, scratch,
      );
      for (let i: usize = 0; i < size; i += 16) {
        const product = f32x4.mul(v128.load(dState + i), v128.load(mask + i));
        v128.store(dState + i, f32x4.add(product, v128.load(direct + i)));
      }
    }
  }
}
