import type { ActivationPlan } from '#plan';
import { type ParameterSpec, plainParameter } from './parameters.ts';
import { type Build, sizeOf } from './program/build.ts';
import type { Address } from './program/program.ts';

export type ActivationName = ActivationPlan['name'];

interface ActivationEntry {
  /**
   * The kernels' number of an element-wise activation (engine/kernels/activations.ts); null for
   * those with kernels of their own.
   */
  readonly kind: number | null;
  /** Whether the derivative is taken from the input, which then has to be kept. */
  readonly fromInput: boolean;
}

/** Every activation of the catalogue. */
export const activations: Readonly<Record<ActivationName, ActivationEntry>> = {
  linear: { kind: 0, fromInput: false },
  sigmoid: { kind: 1, fromInput: false },
  tanh: { kind: 2, fromInput: false },
  relu: { kind: 3, fromInput: false },
  leaky_relu: { kind: 4, fromInput: false },
  elu: { kind: 5, fromInput: false },
  selu: { kind: 6, fromInput: false },
  softplus: { kind: 7, fromInput: false },
  softsign: { kind: 8, fromInput: false },
  hard_sigmoid: { kind: 9, fromInput: false },
  exponential: { kind: 10, fromInput: false },
  gelu: { kind: 11, fromInput: true },
  swish: { kind: 12, fromInput: true },
  softmax: { kind: null, fromInput: false },
  prelu: { kind: null, fromInput: true },
};

const LINEAR = 0;

/** The number that an activation's kernel takes: leaky relu's slope, elu's α. */
export function alphaOf(activation: ActivationPlan): number {
  if (activation.name === 'leaky_relu') return activation.slope;
  return activation.name === 'elu' ? activation.alpha : 0;
}

/** Prelu learns a slope for each channel (the last axis). */
export function activationParameters(
  activation: ActivationPlan,
  channels: number,
): ParameterSpec[] {
  if (activation.name !== 'prelu') return [];
  return [plainParameter('slope', [channels], { name: 'constant', value: activation.slope })];
}

/** Relu is done by the product that computes its input, with this lower bound; others have none. */
export function floorOf(activation: ActivationPlan): number {
  return activation.name === 'relu' ? 0 : Number.NEGATIVE_INFINITY;
}

export interface EmittedActivation {
  readonly output: Address;
  /** Emits dz from dy, in place where that can be; sums dz's columns into `bias`, if any. */
  readonly backward: (outputGradient: Address, bias: Address | null) => Address;
}

/** Whether an element-wise activation's derivative follows from its output. */
export function isDifferentiatedFromOutput({ name }: ActivationPlan): boolean {
  const { kind, fromInput } = activations[name];
  return kind !== null && !fromInput;
}

/**
 * Emits dz from dy in place, from some of the outputs of such an activation; sums dz's columns into
 * `bias`, if any.
 */
export function emitDerivative(
  build: Build,
  activation: ActivationPlan,
  { output, rows, channels }: Pick<Preactivation, 'rows' | 'channels'> & { output: Address },
  dy: Address,
  bias: Address | null,
): Address {
  const { kind } = activations[activation.name];
  if (kind === LINEAR && !bias) return dy;
  const at = [alphaOf(activation), output, dy, dy, bias, rows, channels] as const;
  build.run('activationBackward', kind, ...at);
  return dy;
}

/** What an activation is applied to. */
export interface Preactivation {
  readonly z: Address;
  readonly rows: number;
  readonly channels: number;
  /** Relu was already done by the product that made z. */
  readonly floored?: boolean;
  /** Others read z as well: the result goes elsewhere. */
  readonly keepsInput?: boolean;
}

/**
 * Applies an activation along the last axis, in place where its derivative can be had from the
 * output.
 */
export function emitActivation(
  build: Build,
  layer: string,
  activation: ActivationPlan,
  { z, rows, channels, floored = false, keepsInput = false }: Preactivation,
): EmittedActivation {
  const entry = activations[activation.name];
  const count = sizeOf([rows, channels]);
  if (activation.name === 'prelu') return emitPrelu(build, layer, z, rows, channels);
  const { kind, fromInput } = entry;
  const apart = keepsInput || (fromInput && build.training);
  const output = apart ? build.temporary(count) : z;
  if (kind === null) {
    build.run('softmaxForward', z, output, rows, channels);
    return {
      output,
      backward(dy, bias) {
        build.run('softmaxBackward', output, dy, dy, rows, channels);
        if (bias) build.run('activationBackward', LINEAR, 0, dy, dy, dy, bias, rows, channels);
        return dy;
      },
    };
  }
  const alpha = alphaOf(activation);
  if (apart || (kind !== LINEAR && !floored)) {
    build.run('activationForward', kind, alpha, z, output, count);
  }
  const source = fromInput ? z : output;
  return {
    output,
    backward: (dy, bias) =>
      emitDerivative(build, activation, { output: source, rows, channels }, dy, bias),
  };
}

function emitPrelu(
  build: Build,
  layer: string,
  z: Address,
  rows: number,
  channels: number,
): EmittedActivation {
  const slope = build.parameter(layer, 'slope');
  const output = build.temporary(rows * channels);
  build.run('preluForward', z, slope.values, output, rows, channels);
  return {
    output,
    backward(dy, bias) {
      build.run('preluBackward', z, slope.values, dy, dy, slope.gradient, rows, channels);
      if (bias) build.run('activationBackward', LINEAR, 0, dy, dy, dy, bias, rows, channels);
      return dy;
    },
  };
}
