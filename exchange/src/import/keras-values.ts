import { t } from '#l10n';
import { type Config, classOf, numberOf, plainWord, textOf } from './config.ts';
import { numeral } from './statements.ts';

/** A value of the language, or why there is none. */
export type Value =
  | { readonly text: string; readonly note?: string }
  | { readonly text: null; readonly note?: string };

/** Activations by Keras's word for them, without separators. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  relu: 'relu',
  elu: 'elu',
  selu: 'selu',
  gelu: 'gelu',
  silu: 'swish',
  swish: 'swish',
  softplus: 'softplus',
  softsign: 'softsign',
  hardsigmoid: 'hard_sigmoid',
  exponential: 'exponential',
  softmax: 'softmax',
  leakyrelu: 'leaky_relu(0.2)',
};

/** An activation in a layer's configuration; linear is none. */
export function kerasActivation(value: unknown): Value {
  if (value === null || value === undefined) return { text: null };
  const found = classOf(value);
  const word = plainWord(found?.name ?? '');
  if (word === 'linear') return { text: null };
  const known = ACTIVATIONS[word];
  if (known) return { text: known };
  return {
    text: null,
    note: t`the activation ${found?.name ?? 'custom'} is not available here`,
  };
}

/** Initialisers without numbers, by Keras's word for them. */
const INITIALIZERS: Readonly<Record<string, string>> = {
  glorotuniform: 'glorot_uniform',
  glorotnormal: 'glorot_normal',
  heuniform: 'he_uniform',
  henormal: 'he_normal',
  lecununiform: 'lecun_uniform',
  lecunnormal: 'lecun_normal',
  orthogonal: 'orthogonal',
  orthogonalinitializer: 'orthogonal',
  zeros: 'zeros',
  zero: 'zeros',
  ones: 'ones',
  one: 'ones',
};

export function kerasInitializer(value: unknown): Value {
  const found = classOf(value);
  if (!found) return { text: null };
  const { name, config } = found;
  const word = plainWord(name);
  const known = INITIALIZERS[word];
  if (known) return { text: known };
  const written = WITH_NUMBERS[word]?.(config);
  return written ?? { text: null, note: t`the initialiser ${name} is not available here` };
}

const WITH_NUMBERS: Readonly<Record<string, (config: Config) => Value | null>> = {
  randomnormal: normal,
  truncatednormal: normal,
  randomuniform(config) {
    const low = numberOf(config, 'minval') ?? -0.05;
    const high = numberOf(config, 'maxval') ?? 0.05;
    const note = t`a uniform initialiser that is not symmetric is not available here`;
    return low === -high && high > 0
      ? { text: `random_uniform(${numeral(high)})` }
      : { text: null, note };
  },
  constant: (config) => ({ text: `constant(${numeral(numberOf(config, 'value') ?? 0)})` }),
  variancescaling: varianceScaling,
};

function normal(config: Config): Value {
  const std = numeral(numberOf(config, 'stddev') ?? 0.05);
  const mean = numberOf(config, 'mean') ?? 0;
  const text = `random_normal(${std})`;
  return mean === 0
    ? { text }
    : { text, note: t`the initialiser's mean ${numeral(mean)} is left out` };
}

/** Scale and mode of the initialisers that have a name here. */
const SCALINGS: readonly (readonly [name: string, scale: number, mode: string])[] = [
  ['he', 2, 'fan_in'],
  ['lecun', 1, 'fan_in'],
  ['glorot', 1, 'fan_avg'],
];

function varianceScaling(config: Config): Value {
  const scale = numberOf(config, 'scale') ?? 1;
  const mode = textOf(config, 'mode') ?? 'fan_in';
  const uniform = textOf(config, 'distribution') === 'uniform';
  if (uniform && mode === 'fan_in' && Math.abs(scale - 1 / 3) < 1e-6) return { text: 'default' };
  const found = SCALINGS.find((one) => Math.abs(one[1] - scale) < 1e-6 && one[2] === mode);
  if (found) return { text: `${found[0]}_${uniform ? 'uniform' : 'normal'}` };
  return { text: null, note: t`VarianceScaling(${numeral(scale)}, ${mode}) is not available here` };
}

/** `l1: …`, `l2: …` of a regulariser. */
export function kerasPenalties(value: unknown): string[] {
  const config = classOf(value)?.config ?? {};
  return (['l1', 'l2'] as const).flatMap((name) => {
    const amount = numberOf(config, name);
    return amount === null || amount <= 0 ? [] : [`${name}: ${numeral(amount)}`];
  });
}

/** `max_norm: …`, or that the constraint is another. */
export function kerasConstraint(value: unknown): Value {
  const found = classOf(value);
  if (!found) return { text: null };
  const bound = numberOf(found.config, 'max_value');
  if (plainWord(found.name) === 'maxnorm' && bound !== null && bound > 0) {
    return { text: `max_norm: ${numeral(bound)}` };
  }
  return { text: null, note: t`the constraint ${found.name} is not available here` };
}
