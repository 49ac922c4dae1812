/** Faulty networks of the kinds that the literature describes, written down before any symptom had seen them. */
import type { FaultyDraft } from './draft.ts';
import { HELD_OUT_LAYERS } from './held-out-layers.ts';
import { HELD_OUT_SETTINGS } from './held-out-settings.ts';

export const HELD_OUT_FAULTY: readonly FaultyDraft[] = [
  ...HELD_OUT_SETTINGS,
  ...HELD_OUT_LAYERS,
].map(([id, healthy, change, categories, lines]) => ({
  id: `held-${id}`,
  draft: change(healthy),
  healthy,
  expected: { categories, lines, symptoms: [], rules: null },
}));
