/**
 * Holds what the rules predict before training (`vanishing-gradient-risk`, `exploding-gradient-risk`) against what the engine
 * measures before the first step, on networks drawn at random: `npm run gradients [COUNT]`. Prints each network, the rank
 * correlation, and how the rules' thresholds separate.
 */
import { analyze, EMPTY_ENVIRONMENT, planFor } from '#language';
import { runTraining } from '../cli/src/run.ts';
import { kernelGradientRatio, plainChains } from '../language/src/lint/gain.ts';
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
];
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

interface Drawn {
  readonly text: string;
  readonly name: string;
}

/** A chain of equal layers, a tenth of them with batch norm or in residual blocks between, which the rules leave alone. */
function draw(): Drawn {
  const depth = 2 + Math.floor(random() * 14);
  const width = pick([16, 32, 64, 100]);
  const activation = pick(ACTIVATIONS);
  const byHand = random() < 0.3;
  const std = (pick(SCALES) / Math.sqrt(width)).toPrecision(3);
  const init = byHand ? `random_normal(std: ${std})` : pick(INITIALIZERS);
  const layer = `dense(${width}, ${activation}, init: ${init})`;
  const text = `data Blobs {
  source blobs(samples: 256, classes: 4, noise: 1.5)
  scale standardize
  split train 100%, validation 0%, test 0%
  seed 1
}
model Net {
  input(2)
${Array.from({ length: depth }, () => `  ${layer}\n`).join('')}  dense(4, softmax, init: glorot_uniform)
}
train Net on Blobs {
  loss cross_entropy
  optimizer sgd(learning_rate: 1e-6)
  batch_size 256
  epochs 1
  seed ${1 + Math.floor(random() * 1000)}
}
`;
  return { text, name: `${depth} × ${width} ${activation}, ${init}` };
}

interface Compared {
  readonly name: string;
  readonly predicted: number;
  readonly measured: number;
}

/** Null where the prediction does not cover the network, or nothing arrives at its first layer at all. */
async function compare({ text, name }: Drawn): Promise<Compared | null> {
  const analysis = analyze(text, EMPTY_ENVIRONMENT);
  const [network] = networksOf(analysis.resolved);
  const [chain] = plainChains(network?.hidden ?? []);
  const head = network?.units.find(({ isHead }) => isHead);
  const predicted = chain && head && kernelGradientRatio(chain, head);
  const planned = planFor(analysis, 0);
  if (predicted === undefined || !planned.ok) return null;
  const { started } = await runTraining(planned.plan, { folder: '.' });
  const gradients = started.initial.layers.flatMap(({ weights }) =>
    weights ? [weights.gradientRms] : [],
  );
  const [first = 0, last = 0] = [gradients[0], gradients.at(-1)];
  return first > 0 && last > 0 ? { name, predicted, measured: first / last } : null;
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

const compared: Compared[] = [];
while (compared.length < COUNT) {
  const pair = await compare(draw());
  if (pair) compared.push(pair);
}
compared.sort((a, b) => a.measured - b.measured);
console.log('| network | predicted | measured |\n|---|---|---|');
for (const { name, predicted, measured } of compared) {
  console.log(`| ${name} | ${predicted.toExponential(1)} | ${measured.toExponential(1)} |`);
}
console.log(
  `\nSpearman's rank correlation over ${compared.length} networks: ${rankCorrelation(compared).toFixed(3)}`,
);
for (const [name, isIt] of [
  ['vanished', (ratio: number) => ratio < VANISHED],
  ['exploded', (ratio: number) => ratio > EXPLODED],
] as const) {
  const count = (predicted: boolean, measured: boolean) =>
    compared.filter((p) => isIt(p.predicted) === predicted && isIt(p.measured) === measured).length;
  console.log(
    `${name}: ${count(true, true)} predicted and measured, ${count(true, false)} only predicted, ` +
      `${count(false, true)} only measured, ${count(false, false)} neither`,
  );
}
