/** Histograms take far more room than all other numbers of an epoch: where many epochs are kept, most go without. */
import type { EpochRecord, Histogram, LayerProbe } from '#engine';

const NONE: Histogram = { low: 0, high: 0, counts: [] };

export function hasHistograms({ layers }: EpochRecord): boolean {
  return layers.some(
    ({ weights, activation }) =>
      (weights?.weights.counts.length ?? 0) > 0 || (activation?.values.counts.length ?? 0) > 0,
  );
}

/** The same epoch without its distributions. */
export function withoutHistograms(record: EpochRecord): EpochRecord {
  return hasHistograms(record) ? { ...record, layers: record.layers.map(plain) } : record;
}

function plain({ id, weights, activation }: LayerProbe): LayerProbe {
  return {
    id,
    weights: weights && { ...weights, gradients: NONE, weights: NONE },
    activation: activation && { ...activation, values: NONE },
  };
}
