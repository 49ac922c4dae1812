/** What in the plan, or in the data, holds learning back, where a run does not get on: the first of the known hindrances, else null. */
import type { Cause } from './divergence.ts';
import { unrelatedInputs } from './hindrances/relation.ts';
import { tooLittleRoom } from './hindrances/room.ts';
import { steppingHindranceOf } from './hindrances/steps.ts';
import { structuralHindranceOf } from './hindrances/structure.ts';
import type { RunView } from './run-view.ts';

/** Null where nothing of it is in the way. */
export function hindranceOf(view: RunView): Cause | null {
  return (
    structuralHindranceOf(view) ??
    tooLittleRoom(view) ??
    steppingHindranceOf(view) ??
    unrelatedInputs(view)
  );
}
