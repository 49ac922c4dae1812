import type { LayerPlan, Plan, TrainPlan } from '#plan';
import { dataSetOf, integers, layer, normals, planOf } from './plans.ts';

const SAMPLES = 90;

/** Sequences of four classes, twenty of them held out. */
export const mixedData = dataSetOf(
  [6, 3],
  [],
  normals(SAMPLES * 18, 1),
  integers(SAMPLES, 4, 2),
  20,
);

/** A bit of everything that draws, remembers or averages. */
const layers: LayerPlan[] = [
  layer('conv1d_1', [6, 3], [6, 5], {
    type: 'conv1d',
    filters: 5,
    kernel: 3,
    padding: 'same',
    activation: { name: 'relu' },
  }),
  layer('batch_norm_1', [6, 5], [6, 5], { type: 'batch_norm' }),
  layer('dropout_1', [6, 5], [6, 5], { type: 'dropout', rate: 0.3 }),
  layer('lstm_1', [6, 5], [7], { type: 'lstm', units: 7, recurrentDropout: 0.2 }),
  layer('alpha_dropout_1', [7], [7], { type: 'alpha_dropout', rate: 0.1 }),
  layer('dense_1', [7], [4], { type: 'dense', units: 4, activation: { name: 'softmax' } }),
];

/** Six epochs of that, clipped, with label smoothing. */
export function mixedPlan(settings: Partial<TrainPlan> = {}): Plan {
  return planOf({
    layers,
    loss: { name: 'cross_entropy', labelSmoothing: 0.1 },
    encoding: 'class_index',
    epochs: 6,
    train: { batchSize: 16, clipNorm: 1, metrics: [{ name: 'accuracy' }], ...settings },
  });
}
