import { countParameter } from './shared-parameters.ts';
import type { GeneratorEntry, Parameter, Values } from './types.ts';

const SAMPLES = countParameter('samples', 'Number of samples.', 1000);

function noise(byDefault: number, documentation: string): Parameter {
  return {
    name: 'noise',
    type: 'number',
    default: byDefault,
    range: { minimum: 0 },
    documentation,
  };
}

function atLeast(minimum: number, parameter: Parameter): Parameter {
  return { ...parameter, range: { minimum } };
}

function read(values: Values, name: string): number {
  return Number(values[name]);
}

/** A classification of points: one class a sample. */
function classes(values: Values, shape: readonly number[], count: number) {
  return {
    samples: read(values, 'samples'),
    shape,
    classes: count,
    targetShape: [],
    targetRange: null,
  };
}

/** One real number a sample. */
function reals(
  values: Values,
  shape: readonly number[],
  targetRange: readonly [number, number] | null,
) {
  return { samples: read(values, 'samples'), shape, classes: null, targetShape: [], targetRange };
}

const JITTER = 'Standard deviation of what is added to each coordinate.';

type Words = Omit<GeneratorEntry, 'kind' | 'snippet'>;

/** Symbols that the copy task remembers (engine/src/data/generators/sequences.ts makes as many). */
const COPIED_SYMBOLS = 10;

const ENTRIES: readonly Words[] = [
  {
    name: 'xor',
    summary: 'Four clouds; the class is 1 where the signs of x and y differ.',
    documentation: 'The smallest problem that no model without a hidden layer can learn.',
    formula: 'x, y = ±1 + N(0, noise²);  class = [x·y < 0]',
    source: 'Minsky & Papert 1969, Perceptrons',
    parameters: [SAMPLES, noise(0.3, JITTER)],
    describe: (values) => classes(values, [2], 2),
  },
  {
    name: 'spirals',
    summary: 'Interleaved spiral arms, one a class.',
    documentation: 'Needs two or three hidden layers.',
    formula: 'radius r = 0 … 1;  angle = 2π·class/classes + 4r + N(0, noise²)',
    source: 'Lang & Witbrock 1988, Learning to tell two spirals apart; as in Stanford’s CS231n',
    parameters: [
      SAMPLES,
      atLeast(2, countParameter('classes', 'Number of arms.', 3)),
      noise(0.2, 'Standard deviation of the angle, in radians.'),
    ],
    describe: (values) => classes(values, [2], read(values, 'classes')),
  },
  {
    name: 'moons',
    summary: 'Two interleaved half circles.',
    documentation: 'Easy for a small model, impossible for a linear one.',
    formula: '(cos t, sin t) and (1 − cos t, ½ − sin t), t ~ U(0, π), + N(0, noise²)',
    source: 'scikit-learn, make_moons',
    parameters: [SAMPLES, noise(0.1, JITTER)],
    describe: (values) => classes(values, [2], 2),
  },
  {
    name: 'circles',
    summary: 'A circle inside a circle.',
    documentation: 'Easy for a small model, impossible for a linear one.',
    formula: 'r·(cos t, sin t), t ~ U(0, 2π), r = 1 or factor, + N(0, noise²)',
    source: 'scikit-learn, make_circles',
    parameters: [
      SAMPLES,
      noise(0.1, JITTER),
      {
        name: 'factor',
        type: 'number',
        default: 0.5,
        range: { minimum: 0, maximum: 1 },
        documentation: 'Radius of the inner circle; the outer one’s is 1.',
      },
    ],
    describe: (values) => classes(values, [2], 2),
  },
  {
    name: 'blobs',
    summary: 'A Gaussian cloud for each class.',
    documentation: 'The easiest classification.',
    formula: 'centre[class] + N(0, noise²), centres ~ U(−5, 5)',
    source: 'scikit-learn, make_blobs',
    parameters: [
      SAMPLES,
      atLeast(2, countParameter('classes', 'Number of clouds.', 3)),
      countParameter('features', 'Number of coordinates.', 2),
      noise(1, 'Standard deviation of each cloud.'),
    ],
    describe: (values) => classes(values, [read(values, 'features')], read(values, 'classes')),
  },
  {
    name: 'sine',
    summary: 'Windows of a noisy sine wave; the target is the next value.',
    documentation: 'The simplest forecast: 20 steps a period.',
    formula: 'x[t] = sin(phase + 2πt/20) + N(0, noise²);  target x[length]',
    source: 'Box & Jenkins 1970, Time series analysis',
    parameters: [
      SAMPLES,
      countParameter('length', 'Steps of a window.', 30),
      noise(0.1, 'Standard deviation of what is added to each step.'),
    ],
    describe: (values) => reals(values, [read(values, 'length'), 1], [-1, 1]),
  },
  {
    name: 'linear',
    summary: 'A weighted sum of the features, with noise.',
    documentation: 'A regression that a model without hidden layers solves.',
    formula: 'y = x·w + N(0, noise²), x ~ N(0, 1), w ~ N(0, 1)',
    source: 'scikit-learn, make_regression',
    parameters: [
      SAMPLES,
      countParameter('features', 'Number of features.', 10),
      noise(0.1, 'Standard deviation of what is added to the target.'),
    ],
    describe: (values) => reals(values, [read(values, 'features')], null),
  },
  {
    name: 'adding',
    summary: 'Sum of two marked numbers of a sequence.',
    documentation: 'Needs a memory of about `length` steps. Always answering 1 has an mse of 1/6.',
    formula: 'y = Σ value·mark over the steps, value ~ U(0, 1)',
    source: 'Hochreiter & Schmidhuber 1997, Long short-term memory',
    parameters: [SAMPLES, atLeast(2, countParameter('length', 'Steps of a sequence.', 50))],
    describe: (values) => reals(values, [read(values, 'length'), 2], [0, 2]),
  },
  {
    name: 'copy_memory',
    summary: 'Ten symbols to be repeated after a delay.',
    documentation: 'A class at each time step: needs `return_sequences: true`.',
    formula: '10 symbols, delay blanks, a marker  →  blanks, then the 10 symbols',
    source: 'Arjovsky, Shah & Bengio 2016, Unitary evolution recurrent neural networks',
    parameters: [
      SAMPLES,
      countParameter('delay', 'Blank steps between the symbols and their repetition.', 20),
      countParameter('symbols', 'Number of different symbols.', 8),
    ],
    describe(values) {
      const steps = read(values, 'delay') + 2 * COPIED_SYMBOLS;
      const symbols = read(values, 'symbols');
      return { ...classes(values, [steps, symbols + 2], symbols + 1), targetShape: [steps] };
    },
  },
];

/** Every generator of data. */
export const GENERATORS: readonly GeneratorEntry[] = ENTRIES.map((entry) => ({
  ...entry,
  kind: 'generator',
  snippet: `${entry.name}(samples: \${1:1000})`,
}));
