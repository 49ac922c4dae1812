/** A model whose loss does not depend on what it is given. */
import { t } from '#l10n';
import { evidence, number } from '../finding.ts';
import { hindranceOf } from '../hindrances.ts';
import { mannWhitney } from '../statistics.ts';
import type { Symptom } from '../symptom.ts';

/** Losses with and without the inputs that differ by chance more often than this are the same … */
export const CHANCE = 0.05;
/** … if their means differ by less than this share of a model's that knows nothing (TheDeepChecker, Ben Braiek & Khomh 2023). */
export const SAME_LOSS = 0.02;

export const inputIgnored: Symptom = {
  id: 'input-ignored',
  detect(view) {
    const { end } = view.run;
    if (end?.type !== 'finished' || !end.checks || !view.notLearning) return null;
    const { given, zeroed } = end.checks.inputs;
    const chance = mannWhitney(given, zeroed);
    const difference = Math.abs(mean(given) - mean(zeroed)) / view.baselineLoss;
    if (!(chance > CHANCE && difference < SAME_LOSS)) return null;
    const hindrance = hindranceOf(view);
    const [first] = view.kernels;
    const because =
      hindrance?.because ?? t`The inputs tell nothing, or nothing of them gets through.`;
    return {
      category: hindrance?.category ?? 'data',
      severity: 'warning',
      message: t`The loss is the same with every input set to zero: ${number(mean(given))} and ${number(mean(zeroed))}. ${because}`,
      blame: hindrance?.blame ?? (first ? { layers: [first] } : { setting: 'target' }),
      sinceEpoch: end.epoch,
      evidence: [
        evidence(t`probability that the losses differ by chance`, chance, 'above', CHANCE, {
          epoch: end.epoch,
        }),
      ],
    };
  },
};

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
