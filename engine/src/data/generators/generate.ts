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
    const message = `its samples would have ${size} numbers together, at most ${MOST_NUMBERS} are made. Ask for fewer samples, or for shorter ones.`;
    throw new DataError(message, { file: name });
  }
  return { source: name, ...GENERATORS[name](checkedArguments(name, args), random) };
}

function checkedArguments(source: string, args: Readonly<Record<string, number>>): Arguments {
  const read = (name: string, least: number, fits: (value: number) => boolean, kind: string) => {
    const value = args[name];
    if (value !== undefined && fits(value) && value >= least) return value;
    const message = `${name} should be ${kind} of at least ${least}, it is ${value ?? 'missing'}.`;
    throw new DataError(message, { file: source });
  };
  return {
    whole: (name, least = 1) => read(name, least, Number.isInteger, 'a whole number'),
    real: (name, least = 0) => read(name, least, Number.isFinite, 'a number'),
  };
}
