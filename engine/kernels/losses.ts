// Losses with their gradients. Each writes the mean loss over the batch (float64) to `loss` and,
// where `gradient` is not 0, dLoss/dInput. The mean is over samples (and over outputs, where a loss
// is one of each output).
//
// `weights`: one factor per class, or 0 for none; the mean stays over the number of samples
// (Keras), not over the sum of weights.

import { softmaxRow } from './activations';
import { exp, sigmoid } from './math';
import { storeLanes } from './simd';

/**
 * How a class target is stored: an index, or one number per class. The table is in
 * engine/src/losses.ts.
 */
export const INDEX_TARGET: i32 = 0;

/** Probabilities are kept this far from 0 and 1 where a loss takes their logarithm (Keras). */
const CLIP: f32 = 1e-7;

@inline
function targetOf(
  targets: usize, kind: i32, row: i32, column: i32, columns: i32, smoothing: f32,
): f32 {
  const raw: f32 = kind == INDEX_TARGET
    ? (<i32>f32.load(targets + (<usize>row << 2)) == column ? 1 : 0)
    : f32.load(targets + (<usize>(row * columns + column) << 2));
  return raw * (1 - smoothing) + smoothing / <f32>columns;
}

/** A sample's class: its index, or the largest of its targets. */
function classOf(targets: usize, kind: i32, row: i32, columns: i32): i32 {
  if (kind == INDEX_TARGET) {
    return max(0, min(columns - 1, <i32>f32.load(targets + (<usize>row << 2))));
  }
  let best = 0;
  const base = targets + (<usize>(row * columns) << 2);
  for (let j = 1; j < columns; j++) {
    if (f32.load(base + (<usize>j << 2)) > f32.load(base + (<usize>best << 2))) best = j;
  }
  return best;
}

@inline
function weightOf(weights: usize, targets: usize, kind: i32, row: i32, columns: i32): f32 {
  return weights == 0 ? 1 : f32.load(weights + (<usize>classOf(targets, kind, row, columns) << 2));
}

/** y = factor · x for one row. */
@inline
function scaleRow(x: usize, factor: f32, y: usize, columns: i32): void {
  const scale = f32x4.splat(factor);
  for (let j = 0; j < columns; j += 4) {
    const at = <usize>j << 2;
    storeLanes(y + at, f32x4.mul(v128.load(x + at), scale), min(4, columns - j));
  }
}

/**
 * Cross entropy of softmax, from logits: log-sum-exp − Σ t·x, so that no logit is too large. Writes
 * the probabilities to `outputs`; the gradient is (p·Σt − t) / rows.
 */
export function softmaxCrossEntropy(
  logits: usize, targets: usize, kind: i32, smoothing: f32, weights: usize,
  outputs: usize, gradient: usize, rows: i32, columns: i32, loss: usize,
): void {
  let total: f64 = 0;
  for (let i = 0; i < rows; i++) {
    const at = <usize>(i * columns) << 2;
    const logNormalizer = softmaxRow(logits + at, outputs + at, columns);
    const weight = weightOf(weights, targets, kind, i, columns);
    const factor = weight / <f32>rows;
    const target = kind == INDEX_TARGET && smoothing == 0
      ? <i32>f32.load(targets + (<usize>i << 2))
      : -1;
    if (<u32>target < <u32>columns) {
      // One target of 1, all others 0: what the loop below would give.
      const place = at + (<usize>target << 2);
      total += (logNormalizer - <f64>f32.load(logits + place)) * <f64>weight;
      if (gradient == 0) continue;
      scaleRow(outputs + at, factor, gradient + at, columns);
      f32.store(gradient + place, (f32.load(outputs + place) - 1) * factor);
      continue;
    }
    let sum: f32 = 0;
    let row: f64 = 0;
    for (let j = 0; j < columns; j++) {
      const t = targetOf(targets, kind, i, j, columns, smoothing);
      sum += t;
      if (t != 0) row += <f64>t * (logNormalizer - <f64>f32.load(logits + at + (<usize>j << 2)));
    }
    total += row * <f64>weight;
    if (gradient != 0) {
      for (let j = 0; j < columns; j++) {
        const t = targetOf(targets, kind, i, j, columns, smoothing);
        const p = f32.load(outputs + at + (<usize>j << 2));
        f32.store(gradient + at + (<usize>j << 2), (p * sum - t) * factor);
      }
    }
  }
  f64.store(loss, total / <f64>rows);
}

/**
 * Cross entropy of outputs that are meant to be probabilities but come from another head than
 * softmax: clipped to [1e-7, 1 − 1e-7], then divided by their sum (Keras). No gradient flows where
 * the clipping acted.
 */
export function crossEntropy(
  outputs: usize, targets: usize, kind: i32, smoothing: f32, weights: usize,
  gradient: usize, rows: i32, columns: i32, loss: usize,
): void {
  let total: f64 = 0;
  for (let i = 0; i < rows; i++) {
    const at = <usize>(i * columns) << 2;
    const weight = weightOf(weights, targets, kind, i, columns);
    let sum: f32 = 0;
    let sumTargets: f32 = 0;
    for (let j = 0; j < columns; j++) sum += clip(f32.load(outputs + at + (<usize>j << 2)));
    for (let j = 0; j < columns; j++) {
      const t = targetOf(targets, kind, i, j, columns, smoothing);
      sumTargets += t;
      if (t == 0) continue;
      const p = clip(f32.load(outputs + at + (<usize>j << 2))) / sum;
      total -= <f64>(t * weight) * <f64>Mathf.log(p);
    }
    if (gradient != 0) {
      const factor = weight / <f32>rows;
      for (let j = 0; j < columns; j++) {
        const p = f32.load(outputs + at + (<usize>j << 2));
        const t = targetOf(targets, kind, i, j, columns, smoothing);
        f32.store(
          gradient + at + (<usize>j << 2), inside(p) ? (sumTargets / sum - t / p) * factor : 0,
        );
      }
    }
  }
  f64.store(loss, total / <f64>rows);
}

@inline
function clip(p: f32): f32 {
  // Comparisons instead of min and max: NaN passes.
  return p < CLIP ? CLIP : p > 1 - CLIP ? 1 - CLIP : p;
}

@inline
function inside(p: f32): bool {
  return !(p < CLIP) && !(p > 1 - CLIP);
}

/**
 * Binary cross entropy of sigmoid, from logits: max(x, 0) − x·t + log(1 + e^−|x|). Mean over
 * samples and outputs; the outputs are the probabilities. `weights`: of class 0 and 1.
 */
export function sigmoidCrossEntropy(
  logits: usize, targets: usize, smoothing: f32, weights: usize,
  outputs: usize, gradient: usize, rows: i32, columns: i32, loss: usize,
): void {
  const count = rows * columns;
  const factor: f32 = 1 / <f32>count;
  let total: f64 = 0;
  for (let i = 0; i < count; i += 4) {
    const at = <usize>i << 2;
    const width = min(4, count - i);
    const x = v128.load(logits + at);
    const p = sigmoid(x);
    const tail = exp(f32x4.neg(f32x4.abs(x)));
    v128.store(outputs + at, p);
    for (let lane = 0; lane < width; lane++) {
      const here = at + (<usize>lane << 2);
      const value = f32.load(logits + here);
      const raw = f32.load(targets + here);
      const t = raw * (1 - smoothing) + 0.5 * smoothing;
      const weight: f32 = weights == 0 ? 1 : f32.load(weights + (raw >= 0.5 ? 4 : 0));
      // max(value, 0), but NaN for NaN.
      const positive: f32 = value > 0 ? value : value - value;
      total += <f64>(weight * (positive - value * t + Mathf.log1p(laneOf(tail, lane))));
      if (gradient == 0) continue;
      f32.store(gradient + here, (f32.load(outputs + here) - t) * factor * weight);
    }
  }
  f64.store(loss, total / <f64>count);
}

@inline
function laneOf(x: v128, lane: i32): f32 {
  if (lane == 0) return f32x4.extract_lane(x, 0);
  if (lane == 1) return f32x4.extract_lane(x, 1);
  if (lane == 2) return f32x4.extract_lane(x, 2);
  return f32x4.extract_lane(x, 3);
}

/**
 * Binary cross entropy of outputs that are meant to be probabilities but come from another head
 * than sigmoid: clipped (Keras).
 */
export function binaryCrossEntropy(
  outputs: usize, targets: usize, smoothing: f32, weights: usize,
  gradient: usize, rows: i32, columns: i32, loss: usize,
): void {
  const count = rows * columns;
  const factor: f32 = 1 / <f32>count;
  let total: f64 = 0;
  for (let i = 0; i < count; i++) {
    const at = <usize>i << 2;
    const y = f32.load(outputs + at);
    const p = clip(y);
    const raw = f32.load(targets + at);
    const t = raw * (1 - smoothing) + 0.5 * smoothing;
    const weight: f32 = weights == 0 ? 1 : f32.load(weights + (raw >= 0.5 ? 4 : 0));
    total -= <f64>(weight * (t * Mathf.log(p) + (1 - t) * Mathf.log(1 - p)));
    if (gradient != 0) {
      f32.store(gradient + at, inside(y) ? ((p - t) / (p * (1 - p))) * factor * weight : 0);
    }
  }
  f64.store(loss, total / <f64>count);
}

// The element-wise losses by number: the same table is in engine/src/losses.ts.
const MSE: i32 = 0;
const MAE: i32 = 1;
const HUBER: i32 = 2;
const HINGE: i32 = 3;

/**
 * Losses of one output and its target, their mean over samples and outputs. mse: e²; mae: |e|;
 * huber: ½e² within ±delta, then linear (Huber 1964); hinge: max(0, 1 − s·y) with s = ±1 for
 * targets 1 and 0.
 */
export function elementLoss(
  kind: i32, delta: f32, outputs: usize, targets: usize, gradient: usize, count: i32, loss: usize,
): void {
  const factor: f32 = 1 / <f32>count;
  let total: f64 = 0;
  for (let i = 0; i < count; i++) {
    const at = <usize>i << 2;
    const y = f32.load(outputs + at);
    const t = f32.load(targets + at);
    const e = y - t;
    let value: f32;
    let slope: f32;
    if (kind == MSE) {
      value = e * e;
      slope = 2 * e;
    } else if (kind == MAE) {
      value = abs(e);
      slope = e > 0 ? 1 : e < 0 ? -1 : 0;
    } else if (kind == HUBER) {
      const inner = abs(e) <= delta;
      value = inner ? 0.5 * e * e : delta * (abs(e) - 0.5 * delta);
      slope = inner ? e : e > 0 ? delta : -delta;
    } else {
      const sign: f32 = t > 0 ? 1 : -1;
      const margin: f32 = 1 - sign * y;
      value = margin < 0 ? 0 : margin;
      slope = margin > 0 ? -sign : 0;
    }
    total += <f64>value;
    if (gradient != 0) f32.store(gradient + at, slope * factor);
  }
  f64.store(loss, total / <f64>count);
}

/**
 * Σ t·log(t / y) over each sample's outputs, both clipped to [1e-7, 1] (Keras); mean over samples.
 */
export function klDivergence(
  outputs: usize, targets: usize, gradient: usize, rows: i32, columns: i32, loss: usize,
): void {
  const count = rows * columns;
  let total: f64 = 0;
  for (let i = 0; i < count; i++) {
    const at = <usize>i << 2;
    const raw = f32.load(outputs + at);
    const y: f32 = raw < CLIP ? CLIP : raw > 1 ? 1 : raw;
    const target = f32.load(targets + at);
    const t: f32 = target < CLIP ? CLIP : target > 1 ? 1 : target;
    total += <f64>t * <f64>Mathf.log(t / y);
    if (gradient != 0) f32.store(gradient + at, raw == y ? -t / y / <f32>rows : 0);
  }
  f64.store(loss, total / <f64>rows);
}
