/** What in the plan holds learning back, where a run does not get on: the first of the known hindrances, else null. */
import type { Cause } from './divergence.ts';
import { steppingHindranceOf } from './hindrances/steps.ts';
import { structuralHindranceOf } from './hindrances/structure.ts';
import type { RunView } from './run-view.ts';

/** Null where nothing of it is in the way. */
export function hindranceOf(view: RunView): Cause | null {
  return structuralHindranceOf(view) ?? steppingHindranceOf(view);
}
