import { toFinding } from './finding.ts';
import { viewOf } from './run-view.ts';
import type { Symptom } from './symptom.ts';
import { badInitialization } from './symptoms/bad-initialization.ts';
import { cannotOverfitABatch } from './symptoms/cannot-overfit-a-batch.ts';
import { collapsedOutput } from './symptoms/collapsed-output.ts';
import { plateau, slowConvergence, tooFewEpochs } from './symptoms/convergence.ts';
import { classImbalance, dataLeak, unscaledData } from './symptoms/data.ts';
import { dyingRelu, someDeadUnits } from './symptoms/dying-relu.ts';
import { explodingGradient } from './symptoms/exploding-gradient.ts';
import { initialLoss } from './symptoms/initial-loss.ts';
import { inputIgnored } from './symptoms/input-ignored.ts';
import {
  learningRateFarTooHigh,
  learningRateFarTooLow,
  learningRateTooHigh,
  learningRateTooLow,
} from './symptoms/learning-rate.ts';
import { nanLoss } from './symptoms/nan-loss.ts';
import { oscillatingLoss } from './symptoms/oscillating-loss.ts';
import { overRegularization } from './symptoms/over-regularization.ts';
import { overfitting, unrelatedTargets } from './symptoms/overfitting.ts';
import { saturation } from './symptoms/saturation.ts';
import { trainEvalMismatch } from './symptoms/train-eval-mismatch.ts';
import { underfitting } from './symptoms/underfitting.ts';
import { unreachableTarget } from './symptoms/unreachable-target.ts';
import { validationTooGood } from './symptoms/validation-too-good.ts';
import { vanishingGradient } from './symptoms/vanishing-gradient.ts';
import type { RunRecord, RuntimeFinding, SymptomId } from './types.ts';

/**
 * All symptoms, causes before effects: what stands further up explains what stands further down, so that a run is told
 * as one story. `alone` symptoms do not explain others: they are about something else.
 */
const RANKED: readonly { readonly symptom: Symptom; readonly alone?: true }[] = [
  { symptom: unreachableTarget },
  { symptom: badInitialization },
  { symptom: unscaledData },
  { symptom: learningRateFarTooHigh },
  { symptom: learningRateFarTooLow },
  { symptom: overRegularization },
  { symptom: learningRateTooHigh },
  { symptom: classImbalance },
  { symptom: nanLoss },
  { symptom: explodingGradient },
  { symptom: vanishingGradient },
  { symptom: dyingRelu },
  { symptom: saturation },
  { symptom: learningRateTooLow },
  { symptom: trainEvalMismatch },
  { symptom: unrelatedTargets },
  { symptom: oscillatingLoss },
  { symptom: tooFewEpochs },
  { symptom: slowConvergence },
  { symptom: someDeadUnits },
  { symptom: initialLoss },
  { symptom: dataLeak, alone: true },
  { symptom: overfitting, alone: true },
  { symptom: validationTooGood, alone: true },
  { symptom: underfitting },
  { symptom: plateau },
  { symptom: cannotOverfitABatch },
  { symptom: inputIgnored },
  { symptom: collapsedOutput },
];

/** All symptoms' ids, causes before effects. */
export const SYMPTOMS: readonly SymptomId[] = [...new Set(RANKED.map(({ symptom }) => symptom.id))];

/**
 * What is wrong with a run, the likeliest cause first; symptoms that it explains are folded under it. Pure, and cheap
 * enough to be asked after every epoch of a run that goes on.
 */
export function diagnose(run: RunRecord): RuntimeFinding[] {
  const view = viewOf(run);
  const found = RANKED.flatMap(({ symptom, alone }) => {
    const report = symptom.detect(view);
    return report ? [{ finding: toFinding(symptom.id, report, run), alone }] : [];
  });
  const cause = found.find(({ finding, alone }) => !alone && finding.severity !== 'information');
  if (!cause) return found.map(({ finding }) => finding);
  const effects = found.filter((entry) => entry !== cause && !entry.alone);
  const others = found.filter(({ alone }) => alone).map(({ finding }) => finding);
  return [{ ...cause.finding, explains: effects.map(({ finding }) => finding) }, ...others];
}
