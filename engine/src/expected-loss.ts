import type { Plan } from '#plan';
import type { DataSet } from './data/dataset.ts';

/**
 * The loss of a model that knows nothing but the targets' distribution: ln C for cross entropy, the
 * entropy of the outputs' shares for binary cross entropy, the targets' variance for mse; null
 * where none is known.
 */
export function expectedLossOf(plan: Plan, data: DataSet): number | null {
  const { targets, count } = data.train;
  const columns = plan.model.layers.at(-1)?.outputShape.at(-1) ?? 1;
  switch (plan.train.loss.name) {
    case 'cross_entropy':
      return columns > 1 ? Math.log(columns) : null;
    case 'binary_cross_entropy':
      return data.targetShape.length > 1 ? null : meanOver(targets, count, entropy);
    case 'mse':
      return plan.data.target.encoding === 'real' ? meanOver(targets, count, variance) : null;
    default:
      return null;
  }
}

/** The mean of a quantity over the targets' columns. */
function meanOver(
  targets: Float32Array,
  count: number,
  of: (mean: number, meanSquare: number) => number,
): number {
  const columns = targets.length / count;
  let total = 0;
  for (let j = 0; j < columns; j++) {
    let sum = 0;
    let squares = 0;
    for (let i = j; i < targets.length; i += columns) {
      const value = targets[i] as number;
      sum += value;
      squares += value * value;
    }
    total += of(sum / count, squares / count);
  }
  return total / columns;
}

function entropy(share: number): number {
  if (share <= 0 || share >= 1) return 0;
  return -share * Math.log(share) - (1 - share) * Math.log(1 - share);
}

function variance(mean: number, meanSquare: number): number {
  return meanSquare - mean * mean;
}
