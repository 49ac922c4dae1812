import { t } from '#l10n';
import type { GeneratorName } from '#plan';
import type { Random } from '../../rng.ts';
import { DataError } from '../data-error.ts';
import type { RawData } from '../raw-data.ts';
import type { Arguments, Generator } from './generator.ts';
import { linear } from './linear.ts';
import { blobs, circles, moons, spirals, xor } from './points.ts';
import { adding, copyMemory, sine } from './sequences.ts';

/** Arguments whose product is about how many numbers are made; more than this would fill memory. */
const SIZES = ['samples', 'length', 'features', 'delay'] as const;
const MOST_NUMBERS = 10_000_000;

const GENERATORS: Readonly<Record<GeneratorName, Generator>> = {
  xor,
  spirals,
  moons,
  circles,
  blobs,
  sine,
  linear,
  adding,
  copy_memory: copyMemory,
};

/** Generates a data set; the same arguments and random numbers give the same samples. */
export function generate(
  name: GeneratorName,
  args: Readonly<Record<string, number>>,
  random: Random,
): RawData {
  const size = SIZES.reduce((product, argument) => product * (args[argument] ?? 1), 1);
  if (size > MOST_NUMBERS) {
    const message = t`its samples would have ${size} numbers together, at most ${MOST_NUMBERS} are made. Ask for fewer samples, or for shorter ones.`;
    throw new DataError(message, { file: name });
  }
  return { source: name, ...GENERATORS[name](checkedArguments(name, args), random) };
}

function checkedArguments(source: string, args: Readonly<Record<string, number>>): Arguments {
  const read = (name: string, least: number, whole: boolean) => {
    const value = args[name];
    const fits = whole ? Number.isInteger : Number.isFinite;
    if (value !== undefined && fits(value) && value >= least) return value;
    const found = value ?? t`missing`;
    const message = whole
      ? t`${name} should be a whole number of at least ${least}, it is ${found}.`
      : t`${name} should be a number of at least ${least}, it is ${found}.`;
    throw new DataError(message, { file: source });
  };
  return {
    whole: (name, least = 1) => read(name, least, true),
    real: (name, least = 0) => read(name, least, false),
  };
}
