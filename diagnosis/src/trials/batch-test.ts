/** Whether a model can learn a handful of samples by heart: what separates a broken model from one that is held back by its data. */
import { createTrainer, type DataPart, type DataSet, type TrainerOptions } from '#engine';
import type { LayerPlan, Plan } from '#plan';
import { viewOf } from '../run-view.ts';
import type { BatchTest, RunRecord } from '../types.ts';

/** As many as fit any model (Karpathy 2019, A recipe for training neural networks). */
export const BATCH_SAMPLES = 16;
/** Steps that a sound model needs a fraction of. */
export const BATCH_STEPS = 1000;
/** A run that gets this close to its training samples needs no further test. */
const GOOD_ACCURACY = 0.95;
const GOOD_LOSS = 0.1;

/** Whether the test could tell more than the run itself: it came to its end and is far from its training samples. */
export function needsBatchTest(run: RunRecord): boolean {
  if (run.end?.type !== 'finished' || run.end.reason === 'stopped') return false;
  const { accuracy, bestLoss, baselineLoss } = viewOf(run);
  return accuracy === null ? bestLoss > GOOD_LOSS * baselineLoss : accuracy < GOOD_ACCURACY;
}

/**
 * Trains the model afresh on a few samples, without what is there to keep it from learning by heart (dropout, penalties,
 * constraints, early stopping, a schedule). Throws a `PlanError` where the plan cannot be trained.
 */
export function overfitBatch(
  options: Pick<TrainerOptions, 'plan' | 'data' | 'kernels' | 'startWeights'>,
): BatchTest {
  const { data, kernels, startWeights = null } = options;
  const part = fewSamples(data);
  const trainer = createTrainer({
    plan: bare(options.plan, part.count),
    data: { ...data, train: part, validation: NO_SAMPLES, test: NO_SAMPLES },
    kernels,
    startWeights,
    probes: false,
  });
  let error = 1;
  let steps = 0;
  while (!trainer.done) {
    for (const event of trainer.advance(Number.POSITIVE_INFINITY)) {
      if (event.type === 'epoch') steps = event.record.step;
      if (event.type === 'finished') error = errorOf(event.train, part);
    }
  }
  return { samples: part.count, steps, error };
}

const NO_SAMPLES: DataPart = {
  count: 0,
  inputs: new Float32Array(0),
  targets: new Float32Array(0),
};

/** One minus the accuracy; of real targets the mean squared error over their variance. */
function errorOf(metrics: Readonly<Record<string, number>>, { targets }: DataPart): number {
  if (metrics.accuracy !== undefined) return 1 - metrics.accuracy;
  if (metrics.r2 !== undefined) return Math.min(1, 1 - metrics.r2);
  return targets.length === 0 ? 0 : 1;
}

/** Evenly spread over the training part: samples of all classes where they are not sorted, and where they are. */
function fewSamples({ train }: DataSet): DataPart {
  const count = Math.min(BATCH_SAMPLES, train.count);
  const rows = Array.from({ length: count }, (_, i) => Math.floor((i * train.count) / count));
  const cut = (values: Float32Array) => {
    const width = values.length / train.count;
    const chosen = new Float32Array(count * width);
    rows.forEach((row, i) => {
      chosen.set(values.subarray(row * width, (row + 1) * width), i * width);
    });
    return chosen;
  };
  return { count, inputs: cut(train.inputs), targets: cut(train.targets) };
}

function bare({ model, data, train }: Plan, samples: number): Plan {
  const phases = train.phases.slice(0, 1).map((phase) => ({
    ...phase,
    epochs: BATCH_STEPS,
    schedule: { name: 'constant', warmup: 0 } as const,
  }));
  return {
    data,
    model: { ...model, layers: model.layers.map(unrestrained) },
    train: {
      ...train,
      phases,
      batchSize: samples,
      accumulate: 1,
      earlyStopping: null,
      classWeights: null,
      metrics: [{ name: data.target.encoding === 'real' ? 'r2' : 'accuracy' }],
    },
  };
}

/** The layer without dropout, penalties and constraints. */
function unrestrained(layer: LayerPlan): LayerPlan {
  if (layer.type === 'residual') return { ...layer, body: layer.body.map(unrestrained) };
  if (layer.type === 'parallel') {
    return { ...layer, branches: layer.branches.map((branch) => branch.map(unrestrained)) };
  }
  if (layer.type === 'dropout' || layer.type === 'alpha_dropout') return { ...layer, rate: 0 };
  const bare = 'l2' in layer ? { ...layer, l1: 0, l2: 0, maxNorm: null } : layer;
  return 'recurrentDropout' in bare ? { ...bare, recurrentDropout: 0 } : bare;
}
