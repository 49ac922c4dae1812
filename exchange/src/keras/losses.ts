import type { LossPlan, Plan } from '#plan';
import { taskOf } from '../head.ts';
import { lines, number } from '../python/text.ts';

const WORDS: Partial<Readonly<Record<LossPlan['name'], string>>> = {
  mse: '"mse"',
  mae: '"mae"',
  hinge: '"hinge"',
  kl_divergence: '"kl_divergence"',
};

/** The argument `loss=` of `compile`. */
export function kerasLoss(plan: Plan): string {
  const { loss } = plan.train;
  const { indices } = taskOf(plan);
  switch (loss.name) {
    case 'cross_entropy':
      if (loss.labelSmoothing === 0) {
        return indices ? '"sparse_categorical_crossentropy"' : '"categorical_crossentropy"';
      }
      return indices
        ? 'smoothed_cross_entropy'
        : `keras.losses.CategoricalCrossentropy(label_smoothing=${number(loss.labelSmoothing)})`;
    case 'binary_cross_entropy':
      return loss.labelSmoothing === 0
        ? '"binary_crossentropy"'
        : `keras.losses.BinaryCrossentropy(label_smoothing=${number(loss.labelSmoothing)})`;
    case 'huber':
      return `keras.losses.Huber(delta=${number(loss.delta)})`;
    default:
      return WORDS[loss.name] ?? '"mse"';
  }
}

/** The function that smooths class indices, where it is needed. */
export function smoothedLoss(plan: Plan): string | null {
  if (kerasLoss(plan) !== 'smoothed_cross_entropy') return null;
  const { loss } = plan.train;
  const smoothing = 'labelSmoothing' in loss ? loss.labelSmoothing : 0;
  return lines(
    'def smoothed_cross_entropy(targets, outputs):',
    '    labels = ops.cast(ops.reshape(targets, ops.shape(outputs)[:-1]), "int32")',
    `    targets = ops.one_hot(labels, ${taskOf(plan).columns})`,
    `    return keras.losses.categorical_crossentropy(targets, outputs, label_smoothing=${number(smoothing)})`,
  );
}
