/**
 * Holds what the rules predict before training (`vanishing-gradient-risk`, `exploding-gradient-risk`) against what the engine
 * measures before the first step, on networks drawn at random: `npm run gradients [COUNT]`. Prints each network, the rank
 * correlations, and how the rules' thresholds separate.
 */
import { analyze, EMPTY_ENVIRONMENT, MATCHING_INITIALIZERS, planFor } from '#language';
import { runTraining } from '../cli/src/run.ts';
import {
  gradientRatio,
  kernelGradientRatio,
  plainChains,
  throughTimeRatio,
} from '../language/src/lint/gain.ts';
import { networksOf } from '../language/src/lint/network.ts';
import { EXPLODED } from '../language/src/lint/rules/exploding-gradient-risk.ts';
import { VANISHED } from '../language/src/lint/rules/vanishing-gradient-risk.ts';
import { randomFrom } from './corpus/random.ts';

const COUNT = Number(process.argv[2] ?? 60);
const random = randomFrom(1);
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

const ACTIVATIONS = [
  'sigmoid',
  'hard_sigmoid',
  'tanh',
  'softsign',
  'relu',
  'leaky_relu',
  'elu',
  'selu',
  'gelu',
  'swish',
  'linear',
] as const;
const INITIALIZERS = [
  'glorot_uniform',
  'glorot_normal',
  'he_normal',
  'he_uniform',
  'lecun_normal',
  'default',
  'orthogonal',
];
/** Standard deviations written by hand, as multiples of 1/√width. */
const SCALES = [0.3, 0.6, 1.5, 2.5];
/** The same where gradients are to grow: from what matches an activation to many times that. */
const LARGE_SCALES = [1, 1.5, 2, 3, 5];

interface Drawn {
  readonly name: string;
  readonly text: string;
  /** The same network with the initialisers that match its activation. */
  readonly matched: string;
}

/** A chain of equal layers before four classes. */
function chainText(depth: number, layer: string, seed: number): string {
  return `data Blobs {
  source blobs(samples: 256, classes: 4, noise: 1.5)
  scale standardize
  split train 100%, validation 0%, test 0%
  seed 1
}
model Net {
  input(2)
${`  ${layer}\n`.repeat(depth)}  dense(4, softmax, init: glorot_uniform)
}
train Net on Blobs {
  loss cross_entropy
  optimizer sgd(learning_rate: 1e-6)
  batch_size 256
  epochs 1
  seed ${seed}
}
`;
}

function drawChain(least: number, scales: readonly number[], byHand: number): Drawn {
  const depth = least + Math.floor(random() * 14);
  const width = pick([16, 32, 64, 100]);
  const activation = pick(ACTIVATIONS);
  const std = (pick(scales) / Math.sqrt(width)).toPrecision(3);
  const init = random() < byHand ? `random_normal(std: ${std})` : pick(INITIALIZERS);
  const seed = 1 + Math.floor(random() * 1000);
  const layer = (init: string) => `dense(${width}, ${activation}, init: ${init})`;
  return {
    name: `${depth} × ${width} ${activation}, ${init}`,
    text: chainText(depth, layer(init), seed),
    matched: chainText(depth, layer(MATCHING_INITIALIZERS[activation].init), seed),
  };
}

function drawRecurrent(): Drawn {
  const steps = pick([5, 10, 20, 40]);
  const units = pick([16, 32, 64]);
  const activation = pick(['tanh', 'softsign', 'relu', 'linear'] as const);
  const std = (pick(LARGE_SCALES) / Math.sqrt(units)).toPrecision(3);
  const text = (init: string) => `data Waves {
  source sine(samples: 256, length: ${steps})
  split train 100%, validation 0%, test 0%
  seed 1
}
model Net {
  input(${steps}, 1)
  simple_rnn(${units}, ${activation}, init: glorot_uniform, recurrent_init: ${init})
  dense(1)
}
train Net on Waves {
  loss mae
  optimizer sgd(learning_rate: 1e-6)
  batch_size 256
  epochs 1
  seed 7
}
`;
  const init = `random_normal(std: ${std})`;
  return {
    name: `simple_rnn(${units}, ${activation}) over ${steps} steps, ${init}`,
    text: text(init),
    matched: text('orthogonal'),
  };
}

interface Compared {
  readonly name: string;
  readonly predicted: number;
  readonly measured: number;
}

/** RMS of the kernels' gradients before the first step; empty where the text does not check. */
async function gradientsOf(text: string): Promise<number[]> {
  const planned = planFor(analyze(text, EMPTY_ENVIRONMENT), 0);
  if (!planned.ok) return [];
  const { started } = await runTraining(planned.plan, { folder: '.' });
  return started.initial.layers.flatMap(({ weights }) => (weights ? [weights.gradientRms] : []));
}

/**
 * The first kernel's gradient beside the last one's. Null where the prediction does not cover the network, or nothing arrives at
 * its first layer at all.
 */
async function compareEnds({ name, text }: Drawn): Promise<Compared | null> {
  const [network] = networksOf(analyze(text, EMPTY_ENVIRONMENT).resolved);
  const [chain] = plainChains(network?.hidden ?? []);
  const head = network?.units.find(({ isHead }) => isHead);
  const predicted = chain && head && kernelGradientRatio(chain, head);
  if (predicted === undefined) return null;
  const gradients = await gradientsOf(text);
  const [first = 0, last = 0] = [gradients[0], gradients.at(-1)];
  return first > 0 && last > 0 ? { name, predicted, measured: first / last } : null;
}

/** The growth that the rule `exploding-gradient-risk` goes by; undefined where it is not covered. */
function growthOf(text: string): number | undefined {
  const [network] = networksOf(analyze(text, EMPTY_ENVIRONMENT).resolved);
  const [unit] = network?.hidden ?? [];
  const [chain] = plainChains(network?.hidden ?? []);
  return chain ? gradientRatio(chain) : unit && throughTimeRatio(unit);
}

/** The first kernel's gradient beside that of the same network with matching initialisers. */
async function compareWithMatched({ name, text, matched }: Drawn): Promise<Compared | null> {
  const [growth, usual] = [growthOf(text), growthOf(matched)];
  if (growth === undefined || usual === undefined) return null;
  const [first = 0] = await gradientsOf(text);
  const [reference = 0] = await gradientsOf(matched);
  return first > 0 && reference > 0
    ? { name, predicted: growth / usual, measured: first / reference }
    : null;
}

async function collect(
  count: number,
  draw: () => Drawn,
  compare: (drawn: Drawn) => Promise<Compared | null>,
): Promise<Compared[]> {
  const compared: Compared[] = [];
  while (compared.length < count) {
    const pair = await compare(draw());
    if (pair) compared.push(pair);
  }
  return compared.sort((a, b) => a.measured - b.measured);
}

/** Pearson's correlation of the ranks (Spearman 1904); ties share the mean of their ranks. */
function rankCorrelation(pairs: readonly Compared[]): number {
  const [a, b] = (['predicted', 'measured'] as const).map((key) => ranks(pairs.map((p) => p[key])));
  const mean = (pairs.length - 1) / 2;
  const sum = (x: readonly number[], y: readonly number[]) =>
    x.reduce((total, value, i) => total + (value - mean) * ((y[i] ?? mean) - mean), 0);
  const [x = [], y = []] = [a, b];
  return sum(x, y) / Math.sqrt(sum(x, x) * sum(y, y));
}

function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal - 1) / 2;
  });
}

function print(
  title: string,
  compared: readonly Compared[],
  crossed: string,
  isCrossed: (ratio: number) => boolean,
): void {
  console.log(`\n${title}\n\n| network | predicted | measured |\n|---|---|---|`);
  for (const { name, predicted, measured } of compared) {
    console.log(`| ${name} | ${predicted.toExponential(1)} | ${measured.toExponential(1)} |`);
  }
  const count = (predicted: boolean, measured: boolean) =>
    compared.filter(
      (p) => isCrossed(p.predicted) === predicted && isCrossed(p.measured) === measured,
    ).length;
  console.log(
    `\nSpearman's rank correlation over ${compared.length} networks: ${rankCorrelation(compared).toFixed(3)}\n` +
      `${crossed}: ${count(true, true)} predicted and measured, ${count(true, false)} only predicted, ` +
      `${count(false, true)} only measured, ${count(false, false)} neither`,
  );
}

print(
  'Gradient of the first kernel over that of the last',
  await collect(COUNT, () => drawChain(2, SCALES, 0.3), compareEnds),
  'vanished',
  (ratio) => ratio < VANISHED,
);
print(
  'Gradient of the first kernel over that with matching initialisers: deep networks, large weights',
  await collect(COUNT / 2, () => drawChain(6, LARGE_SCALES, 1), compareWithMatched),
  'exploded',
  (ratio) => ratio > EXPLODED,
);
print(
  'The same through time: recurrent networks, large recurrent weights',
  await collect(COUNT / 2, drawRecurrent, compareWithMatched),
  'exploded',
  (ratio) => ratio > EXPLODED,
);
