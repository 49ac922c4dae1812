/** Monte Carlo dropout's answers on held-out samples, as numbers that can be shown. */
import { type DataPart, type DataSet, summarizeUncertainty, type Trainer, unscale } from '#engine';
import { flattenLayers, type Plan } from '#plan';
import type { ClassUncertainty, UncertaintyResults } from '../protocol.ts';
import { classOf, decide, inputSize, unscaleInput } from './decisions.ts';

/** Stochastic predictions are as many trainings of patience: of larger parts, evenly chosen samples are taken. */
const MOST_SAMPLES = 400;
/** Samples that are shown one by one. */
const MOST_UNCERTAIN = 12;
/** More numbers than these are no picture. */
const LARGEST_INPUT = 3072;
/** Where the text does not say how many. */
const DEFAULT_ROUNDS = 30;

/** How many predictions Monte Carlo dropout makes of an input; null for models without dropout. */
export function dropoutRounds({ model, train }: Plan): number | null {
  const drops = flattenLayers(model.layers).some(
    (layer) =>
      layer.type === 'dropout' ||
      layer.type === 'alpha_dropout' ||
      ('recurrentDropout' in layer && layer.recurrentDropout > 0),
  );
  return drops ? (train.mcDropoutSamples ?? DEFAULT_ROUNDS) : null;
}

/** Null where the text does not ask for Monte Carlo dropout, or the outputs are neither classes nor numbers. */
export function uncertaintyOf(
  plan: Plan,
  trainer: Trainer,
  data: DataSet,
  whole: DataPart,
  classified: boolean,
): UncertaintyResults | null {
  const rounds = plan.train.mcDropoutSamples;
  if (rounds === null || dropoutRounds(plan) === null || whole.count === 0) return null;
  const part = chosen(data, whole);
  const summary = summarizeUncertainty(trainer.predictStochastic(part.inputs, rounds));
  const { mean, std, entropy, mutualInformation, columns } = summary;
  if (classified && entropy && mutualInformation) {
    const classes = classUncertainty(data, part, { mean, entropy, mutualInformation, columns });
    return { rounds, values: null, classes };
  }
  if (plan.data.target.encoding !== 'real') return null;
  const width = mean.length / part.count;
  const targets = part.targets.length / part.count;
  const spread = Math.abs(unscale(data.targetScaling, 1, 0) - unscale(data.targetScaling, 0, 0));
  const each = (take: (sample: number) => number) =>
    Array.from({ length: part.count }, (_, at) => take(at));
  const values = {
    actual: each((at) => unscale(data.targetScaling, part.targets[at * targets] ?? 0, 0)),
    mean: each((at) => unscale(data.targetScaling, mean[at * width] ?? 0, 0)),
    std: each((at) => (std[at * width] ?? 0) * spread),
  };
  return { rounds, values, classes: null };
}

/** At most {@link MOST_SAMPLES} of a part. */
function chosen(data: DataSet, part: DataPart): DataPart {
  if (part.count <= MOST_SAMPLES) return part;
  const size = inputSize(data);
  const width = part.targets.length / part.count;
  const inputs = new Float32Array(MOST_SAMPLES * size);
  const targets = new Float32Array(MOST_SAMPLES * width);
  for (let at = 0; at < MOST_SAMPLES; at++) {
    const from = Math.floor((at * part.count) / MOST_SAMPLES);
    inputs.set(part.inputs.subarray(from * size, (from + 1) * size), at * size);
    targets.set(part.targets.subarray(from * width, (from + 1) * width), at * width);
  }
  return { count: MOST_SAMPLES, inputs, targets };
}

interface ClassSummary {
  readonly mean: Float32Array;
  readonly entropy: Float32Array;
  readonly mutualInformation: Float32Array;
  readonly columns: number;
}

function classUncertainty(
  data: DataSet,
  part: DataPart,
  { mean, entropy, mutualInformation, columns }: ClassSummary,
): ClassUncertainty {
  const width = part.targets.length / part.count;
  const size = inputSize(data);
  const samples = Array.from({ length: part.count }, (_, index) => {
    const { winner, probability } = decide(mean.subarray(index * columns, (index + 1) * columns));
    const actual = classOf(part.targets.subarray(index * width, (index + 1) * width));
    return { index, actual, predicted: winner, probability, entropy: entropy[index] ?? 0 };
  });
  const mostUncertain = samples
    .toSorted((a, b) => b.entropy - a.entropy)
    .slice(0, MOST_UNCERTAIN)
    .map((sample) => {
      const scaled = part.inputs.subarray(sample.index * size, (sample.index + 1) * size);
      return { ...sample, input: size > LARGEST_INPUT ? [] : unscaleInput(data, scaled) };
    });
  return {
    entropy: [...entropy],
    mutualInformation: [...mutualInformation],
    right: samples.map(({ actual, predicted }) => actual === predicted),
    mostUncertain,
  };
}
