/** A lack of units: narrow layers, and what a larger model made of the same data where one was trained. */
import { t } from '#l10n';
import type { Cause } from '../divergence.ts';
import { evidence, number, percent } from '../finding.ts';
import type { KernelLayer } from '../kernels.ts';
import type { RunView } from '../run-view.ts';
import { shareError } from '../standard-error.ts';
import { NARROW } from '../trials/roomier.ts';

/** A larger model that does better on validation samples by this much, and by more than two standard errors, … */
export const ROOM_GAIN = 0.1;
export const STANDARD_ERRORS = 2;
/** … or of real targets has less than this share of the loss, shows that the model is too small. */
export const ROOM_LOSS = 0.7;

/** The narrowest first. Embeddings have a measure of their own. */
export function narrowLayers(view: RunView): readonly KernelLayer[] {
  const hidden = view.kernels.slice(0, -1).filter(({ type }) => type !== 'embedding');
  return hidden.filter((layer) => widthOf(layer) < NARROW).sort((a, b) => widthOf(a) - widthOf(b));
}

function widthOf({ outputShape }: KernelLayer): number {
  return outputShape.at(-1) ?? 0;
}

/** Null where no larger model was trained, or it did no better on validation samples beyond chance, and by enough to matter. */
export function tooLittleRoom(view: RunView): Cause | null {
  const { roomTest } = view.run;
  if (!roomTest) return null;
  const narrow = narrowLayers(view);
  const about = {
    category: 'capacity',
    blame: { layers: narrow.length > 0 ? narrow : view.kernels },
  } as const;
  const { units, quantity, own, roomy } = roomTest;
  const { epoch } = view;
  if (quantity === 'loss') {
    const limit = Math.min(ROOM_LOSS * own, own - ROOM_GAIN * view.baselineLoss);
    if (roomy >= limit) return null;
    return {
      ...about,
      because: t`With ${units} units in its narrow layers (a hidden one where it has none) the validation loss is ${number(roomy)}, as it is ${number(own)}.`,
      evidence: [evidence(t`validation loss of a larger model`, roomy, 'below', limit, { epoch })],
    };
  }
  const error = Math.SQRT2 * shareError((own + roomy) / 2, view.run.started.samples.validation);
  const limit = own + Math.max(ROOM_GAIN, STANDARD_ERRORS * error);
  if (roomy <= limit) return null;
  return {
    ...about,
    because: t`With ${units} units in its narrow layers (a hidden one where it has none) the validation accuracy is ${percent(roomy)}, as it is ${percent(own)}.`,
    evidence: [
      evidence(t`validation accuracy of a larger model`, roomy, 'above', limit, { epoch }),
    ],
  };
}
