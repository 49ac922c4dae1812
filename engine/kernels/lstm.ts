// LSTM (Hochreiter & Schmidhuber 1997 with forget gates): i, f, o = σ(z), g = tanh(z),
// c = f·c + i·g, h = o·tanh(c). Stretches of time and what lies where: see recurrent.ts.
//
// Rows of `z` are [i f g o]; the gates replace it, and in the backward pass their gradients the
// gates. `c` is the cell before the stretch's first step, the following ones lie behind it; `ac`
// keeps tanh(c) after each step. `raw` (0: none) keeps z where a derivative needs the input.

import { SIGMOID, TANH } from './activations';
import { activateRun, gate, gateGradient, maskState } from './gates';
import { ratioPair, TANH_RATIO, tinyGradient } from './math';
import { multiplyPacked, multiplyPackedPair } from './matmul';
import { flushTiny, madd, storeLanes } from './simd';

export function lstmForward(
  x: usize, inputs: i32, bias: usize, z: usize, packed: usize, h: usize, c: usize, ac: usize, raw: usize, mask: usize, masked: usize,
  gateKind: i32, gateAlpha: f32, kind: i32, alphaValue: f32,
  fromZero: bool, steps: i32, batch: i32, units: i32, scratch: usize,
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
    if (x != 0) {
      multiplyPackedPair(x, inputs, state, units, packed, z, wide, bias, batch, wide, scratch);
      x += <usize>(batch * inputs) << 2;
    } else if (t > 0 || !fromZero) {
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
      activateRun(gateKind, ga, z, z, 2 * units);
      activateRun(kind, a, z + 2 * row, z + 2 * row, units);
      activateRun(gateKind, ga, z + 3 * row, z + 3 * row, units);
      const at = <usize>b * row;
      moveCells(kind, a, z, c + at, c + size + at, ac + at, h + at, units);
      z += 4 * row;
    }
    c += size;
    ac += size;
  }
}

/** c = f·past + i·g and h = o·f(c) of one sample. */
@inline
function moveCells(
  kind: i32, alpha: v128, gates: usize, past: usize, c: usize, ac: usize, h: usize, units: i32,
): void {
  const row = <usize>units << 2;
  const output = gates + 3 * row;
  const end = row & ~31;
  let at: usize = 0;
  if (kind == TANH) {
    for (; at < end; at += 32) {
      v128.store(c + at, cellOf(gates + at, past + at, row));
      v128.store(c + at, cellOf(gates + at + 16, past + at + 16, row), 16);
      ratioPair(TANH_RATIO, false, c + at, ac + at);
      v128.store(h + at, f32x4.mul(v128.load(output + at), v128.load(ac + at)));
      v128.store(h + at, f32x4.mul(v128.load(output + at, 16), v128.load(ac + at, 16)), 16);
    }
  }
  for (; at < row; at += 16) {
    const width = min(4, <i32>((row - at) >> 2));
    const cell = cellOf(gates + at, past + at, row);
    const activated = gate(kind, alpha, cell);
    storeLanes(c + at, cell, width);
    storeLanes(ac + at, activated, width);
    storeLanes(h + at, f32x4.mul(v128.load(output + at), activated), width);
  }
}

@inline
function cellOf(gates: usize, past: usize, row: usize): v128 {
  const update = f32x4.mul(v128.load(gates), v128.load(gates + 2 * row));
  return madd(v128.load(gates + row), v128.load(past), update);
}

/**
 * dz of all steps over the gates' place. `dh` and `dState` as in the simple layer; `dCell` [batch,
 * units] is the cells' gradient and goes back in time with `dState`.
 */
export function lstmBackward(
  dh: usize, dState: usize, dCell: usize, gates: usize, raw: usize, c: usize, ac: usize,
  packed: usize, mask: usize,
  gateKind: i32, gateAlpha: f32, gateFromInput: bool, kind: i32, alphaValue: f32, fromInput: bool,
  fromZero: bool, steps: i32, batch: i32, units: i32, zeros: usize, scratch: usize,
): void {
  const size = <usize>(batch * units) << 2;
  const ga = f32x4.splat(gateAlpha);
  const a = f32x4.splat(alphaValue);
  const wide = units * 4;
  const usual = gateKind == SIGMOID && kind == TANH;
  for (let t = steps - 1; t >= 0; t--) {
    const base = <usize>t * size;
    const z = gates + 4 * base;
    const r = raw + 4 * base;
    const dOutput = dh == 0 ? 0 : dh + base;
    if (usual) {
      gateGradients(
        SIGMOID, ga, false, TANH, a, false, dOutput, dState, dCell, z, z, c + base, ac + base,
        batch, units,
      );
    } else {
      gateGradients(
        gateKind, ga, gateFromInput, kind, a, fromInput, dOutput, dState, dCell, z, r, c + base,
        ac + base, batch, units,
      );
    }
    if (t == 0 && fromZero) break;
    multiplyPacked(
      z, wide, packed, dState, units, zeros, 0, batch, units, wide, -Infinity, scratch,
    );
    if (mask != 0) maskState(dState, mask, dState, batch * units);
  }
}

/** dz of one step: the kinds are constants of the usual case. */
@inline
function gateGradients(
  gateKind: i32, ga: v128, gateFromInput: bool, kind: i32, a: v128, fromInput: bool,
  dh: usize, dState: usize, dCell: usize, z: usize, raw: usize, c: usize, ac: usize,
  batch: i32, units: i32,
): void {
  const row = <usize>units << 2;
  const after = c + <usize>batch * row;
  const tiny = tinyGradient();
  for (let b = 0; b < batch; b++) {
    for (let j = 0; j < units; j += 4) {
      const at = <usize>b * row + (<usize>j << 2);
      const width = min(4, units - j);
      let d = v128.load(dState + at);
      if (dh != 0) d = f32x4.add(d, v128.load(dh + at));
      const input = v128.load(z);
      const candidate = v128.load(z + 2 * row);
      const output = v128.load(z + 3 * row);
      const activated = v128.load(ac + at);
      const gs = gateFromInput ? raw : z;
      const cs = fromInput ? raw : z;
      const cellSource = fromInput ? v128.load(after + at) : activated;
      const dActivated = gateGradient(kind, a, cellSource, f32x4.mul(d, output));
      const dO = gateGradient(gateKind, ga, v128.load(gs + 3 * row), f32x4.mul(d, activated));
      storeLanes(z + 3 * row, flushTiny(dO, tiny), width);
      const dc = f32x4.add(v128.load(dCell + at), dActivated);
      const kept = f32x4.mul(dc, v128.load(z + row));
      storeLanes(dCell + at, flushTiny(kept, tiny), width);
      const df = gateGradient(
        gateKind, ga, v128.load(gs + row), f32x4.mul(dc, v128.load(c + at)),
      );
      storeLanes(z + row, flushTiny(df, tiny), width);
      const dg = gateGradient(kind, a, v128.load(cs + 2 * row), f32x4.mul(dc, input));
      const di = gateGradient(gateKind, ga, v128.load(gs), f32x4.mul(dc, candidate));
      storeLanes(z + 2 * row, flushTiny(dg, tiny), width);
      storeLanes(z, flushTiny(di, tiny), width);
      z += <usize>width << 2;
      raw += <usize>width << 2;
    }
    z += 3 * row;
    raw += 3 * row;
  }
}
