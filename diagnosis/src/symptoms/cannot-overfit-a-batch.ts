/** A model that does not even learn a handful of samples by heart: it is too simple, or something in it is broken. */
import { evidence, number, percent } from '../finding.ts';
import { hindranceOf } from '../hindrances.ts';
import type { RunView } from '../run-view.ts';
import type { Symptom } from '../symptom.ts';

/** Error on the samples (Karpathy 2019, A recipe for training neural networks: overfit one batch). */
export const BATCH_ERROR = 0.05;
/** Hidden layers with fewer units than this have no room for the samples. */
const NARROW = 8;

export const cannotOverfitABatch: Symptom = {
  id: 'cannot-overfit-a-batch',
  detect(view) {
    const { batchTest, end } = view.run;
    if (!batchTest || end?.type !== 'finished' || batchTest.error <= BATCH_ERROR) return null;
    const { samples, steps, error } = batchTest;
    const real = view.accuracy === null;
    const shown = real
      ? `still has ${number(error)} of the variance to explain`
      : `gets ${percent(error)} of them wrong`;
    return {
      ...causeOf(view),
      severity: 'warning',
      message: `Trained on ${samples} samples alone, the model ${shown} after ${steps} steps. ${causeOf(view).because}`,
      sinceEpoch: end.epoch,
      evidence: [
        evidence(`error on ${samples} samples`, error, 'above', BATCH_ERROR, { epoch: end.epoch }),
      ],
    };
  },
};

function causeOf(view: RunView) {
  const hindrance = hindranceOf(view);
  if (hindrance) return hindrance;
  const hidden = view.kernels.slice(0, -1);
  const narrow = hidden.filter((layer) => (layer.outputShape.at(-1) ?? 1) < NARROW);
  const layers = narrow.length > 0 ? narrow : hidden.length > 0 ? hidden : view.kernels;
  return {
    category: 'capacity',
    blame: { layers },
    because: hidden.length === 0 ? 'It has no hidden layer.' : 'It is too small for them.',
  } as const;
}
