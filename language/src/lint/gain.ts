import { isEntryValue } from '../catalogue/types.ts';
import type { Unit } from './network.ts';
import { activationName } from './network.ts';
import { fansOf, varianceOf } from './variance.ts';

type Scalar = (x: number) => number;

const SELU_SCALE = 1.0507;
const SELU_ALPHA = 1.6733;

/** Value and derivative of each activation, as far as mean field theory needs them (slopes at their defaults). */
const FUNCTIONS: Readonly<Record<string, readonly [value: Scalar, derivative: Scalar]>> = {
  linear: [(x) => x, () => 1],
  sigmoid: [sigmoid, (x) => sigmoid(x) * (1 - sigmoid(x))],
  hard_sigmoid: [
    (x) => Math.min(1, Math.max(0, x / 6 + 0.5)),
    (x) => (Math.abs(x) < 3 ? 1 / 6 : 0),
  ],
  tanh: [Math.tanh, (x) => 1 - Math.tanh(x) ** 2],
  softsign: [(x) => x / (1 + Math.abs(x)), (x) => 1 / (1 + Math.abs(x)) ** 2],
  relu: [(x) => Math.max(0, x), (x) => (x > 0 ? 1 : 0)],
  leaky_relu: [(x) => Math.max(0.01 * x, x), (x) => (x > 0 ? 1 : 0.01)],
  prelu: [(x) => Math.max(0.25 * x, x), (x) => (x > 0 ? 1 : 0.25)],
  elu: [(x) => (x > 0 ? x : Math.expm1(x)), (x) => (x > 0 ? 1 : Math.exp(x))],
  selu: [
    (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
    (x) => SELU_SCALE * (x > 0 ? 1 : SELU_ALPHA * Math.exp(x)),
  ],
  softplus: [(x) => Math.log1p(Math.exp(x)), sigmoid],
  swish: [(x) => x * sigmoid(x), (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x)))],
  gelu: [
    (x) => x * sigmoid(1.702 * x),
    (x) => sigmoid(1.702 * x) * (1 + 1.702 * x * (1 - sigmoid(1.702 * x))),
  ],
};

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Points and weights for the mean over a standard normal variable: the midpoint rule on ±4, normalised. */
const POINTS = Array.from({ length: 32 }, (_, index) => -4 + (index + 0.5) / 4);
const DENSITIES = POINTS.map((x) => Math.exp(-x * x * 0.5));
const TOTAL = DENSITIES.reduce((sum, density) => sum + density, 0);

/** Variances are rounded to steps of an eighth of an octave: the result is an estimate, and each step is computed once. */
const STEPS_PER_OCTAVE = 8;

interface Moments {
  /** E[f(z)²] */
  readonly value: number;
  /** E[f′(z)²] */
  readonly derivative: number;
}

const known = new Map<string, Moments>();

/** The moments of an activation for z ~ N(0, variance); undefined for activations that are not covered. */
function momentsOf(activation: string, variance: number): Moments | undefined {
  const functions = FUNCTIONS[activation];
  if (!functions) return undefined;
  const step = Math.round(STEPS_PER_OCTAVE * Math.log2(variance));
  const key = `${activation} ${step}`;
  let moments = known.get(key);
  if (!moments) {
    const std = 2 ** (step / STEPS_PER_OCTAVE / 2);
    const [value, derivative] = functions;
    moments = { value: meanSquare(value, std), derivative: meanSquare(derivative, std) };
    known.set(key, moments);
  }
  return moments;
}

/** E[f(std·x)²] for x ~ N(0, 1). */
function meanSquare(f: Scalar, std: number): number {
  let sum = 0;
  POINTS.forEach((x, index) => {
    sum += (DENSITIES[index] as number) * f(std * x) ** 2;
  });
  return sum / TOTAL;
}

/**
 * How much larger (or smaller) the gradient is at the first layer of a chain than behind its last, at the start
 * of training: the root of the product of fan_out · Var(W) · E[f′(z)²] over the layers, where z ~ N(0, q) and
 * q = fan_in · Var(W) · E[f(z_before)²] is carried forward from inputs of second moment 1.
 * Undefined where a layer's fans or its activation are not covered.
 * Source: Schoenholz et al. 2017, Deep information propagation, equations 3 and 7.
 */
export function gradientRatio(chain: readonly Unit[]): number | undefined {
  let moment = 1;
  let product = 1;
  for (const [index, unit] of chain.entries()) {
    const fans = fansOf(unit.layer);
    if (!fans || !unit.layer.init) return undefined;
    const variance = varianceOf(unit.layer.init.value, fans);
    // `constant-init` speaks of kernels without any spread.
    if (variance === 0) return undefined;
    const moments = momentsOf(activationName(unit), fans.fanIn * variance * moment);
    if (!moments) return undefined;
    // The first layer's kernel is reached by the gradient through its activation alone.
    product *= moments.derivative * (index === 0 ? 1 : fans.fanOut * variance);
    moment = moments.value;
  }
  return Math.sqrt(product);
}

/**
 * How much larger (or smaller) the gradient is in the mean over the steps of a sequence than at its last one, in a recurrent
 * layer without gates at the start of training: what the kernel's gradient, their sum, grows by. Each step back multiplies its
 * mean square by units · Var(U) · E[f′(z)²], where z ~ N(0, q) and q = features · Var(W) + units · Var(U) · E[h²] is carried
 * forward through the steps.
 * Undefined for other layers, and where its fans, its length or its activation are not covered.
 * Source: Pascanu et al. 2013, section 2; Schoenholz et al. 2017, Deep information propagation, equations 3 and 7.
 */
export function throughTimeRatio(unit: Unit): number | undefined {
  const { type, input, values, init } = unit.layer;
  const fans = fansOf(unit.layer);
  const recurrentInit = values.recurrent_init;
  if (type !== 'simple_rnn' || !input || !init || !fans || !isEntryValue(recurrentInit)) {
    return undefined;
  }
  const units = Number(values.units);
  const recurrent = units * varianceOf(recurrentInit, { fanIn: units, fanOut: units });
  let moment = 0;
  const factors: number[] = [];
  for (let step = 0; step < (input[0] ?? 0); step++) {
    const signal = fans.fanIn * varianceOf(init.value, fans) + recurrent * moment;
    const moments = signal > 0 ? momentsOf(activationName(unit), signal) : undefined;
    if (!moments) return undefined;
    if (step > 0) factors.push(recurrent * moments.derivative);
    moment = moments.value;
  }
  const sum = factors.reduce((before, factor) => 1 + Math.sqrt(factor) * before, 1);
  return sum / (factors.length + 1);
}

/**
 * RMS of the first layer's kernel gradient over that of the head's, before the first step: what the engine measures. Beside
 * the errors' way back (`gradientRatio`, here through the head's kernel too) it weighs what the kernels are multiplied with:
 * the inputs, of which samples share nothing, and the last hidden layer's outputs. What these share (c, from the correlation
 * map) cancels in a batch of balanced targets, except for the part of the error that all samples have in common, which grows
 * with the head's logits.
 * Undefined where a layer's fans or its activation are not covered.
 * Source: Schoenholz et al. 2017, Deep information propagation, equations 3, 5 and 7.
 */
export function kernelGradientRatio(chain: readonly Unit[], head: Unit): number | undefined {
  let moment = 1;
  let correlation = 0;
  let product = 1;
  let logits = 0;
  for (const [index, unit] of [...chain, head].entries()) {
    const fans = fansOf(unit.layer);
    if (!fans || !unit.layer.init) return undefined;
    const variance = varianceOf(unit.layer.init.value, fans);
    if (variance === 0) return undefined;
    if (index > 0) product *= fans.fanOut * variance;
    logits = fans.fanIn * variance * moment;
    if (unit === head) break;
    const moments = momentsOf(activationName(unit), fans.fanIn * variance * moment);
    const shared = correlated(activationName(unit), fans.fanIn * variance * moment, correlation);
    if (!moments || shared === undefined) return undefined;
    product *= moments.derivative;
    moment = moments.value;
    correlation = Math.min(1, Math.max(-1, shared / moment));
  }
  const common = (logits * correlation) / (logits * correlation + LOGITS_OF_ERRORS);
  const felt = 1 - correlation + correlation * common;
  return Math.sqrt(product / (moment * Math.max(felt, LEAST_DIFFERENCE)));
}

/** Variance of the logits at which half of the error is common to all samples: an output that leans to one class. */
const LOGITS_OF_ERRORS = 4;
/** Samples never become the same to float32. */
const LEAST_DIFFERENCE = 1e-7;

/** Every second point will do in two dimensions. */
const COARSE = POINTS.map((x, index) => ({ x, weight: DENSITIES[index] as number })).filter(
  (_, index) => index % 2 === 0,
);
const COARSE_TOTAL = COARSE.reduce((sum, { weight }) => sum + weight, 0);

/** E[f(u)f(v)] for u, v ~ N(0, variance) with that correlation; undefined for activations that are not covered. */
function correlated(activation: string, variance: number, correlation: number): number | undefined {
  const value = FUNCTIONS[activation]?.[0];
  if (!value) return undefined;
  const std = Math.sqrt(variance);
  const rest = Math.sqrt(Math.max(0, 1 - correlation * correlation));
  let sum = 0;
  for (const a of COARSE) {
    let inner = 0;
    for (const b of COARSE) inner += b.weight * value(std * (correlation * a.x + rest * b.x));
    sum += a.weight * value(std * a.x) * inner;
  }
  return sum / COARSE_TOTAL ** 2;
}

/** Hidden layers one after the other with neither a normalisation nor a block between them. */
export function plainChains(hidden: readonly Unit[]): Unit[][] {
  const chains: Unit[][] = [[]];
  for (const unit of hidden) {
    const isPlain =
      unit.layer.parent === undefined &&
      !unit.normalized &&
      ['dense', 'convolution'].includes(unit.layer.entry.family);
    if (isPlain) chains.at(-1)?.push(unit);
    else chains.push([]);
  }
  return chains.filter((chain) => chain.length >= 2);
}
