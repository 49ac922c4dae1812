/** Whether a larger model does better on the same data: what separates a lack of units from noise that no model explains. */
import { createTrainer, type FinishedEvent, type TrainerOptions } from '#engine';
import { flattenLayers, type Plan } from '#plan';
import { diagnose } from '../diagnose.ts';
import { fans, type KernelLayer } from '../kernels.ts';
import { isImperfect, viewOf } from '../run-view.ts';
import type { RoomTest, RunRecord } from '../types.ts';
import { ROOM, roomierPlan } from './roomier.ts';

/** Multiplications of all samples and epochs, forward: beyond this the test would take longer than a person waits. */
export const MOST_WORK = 3e9;

/** Whether the test could tell more than the run itself: it fell short, nothing but the epochs shows why, and a larger model is soon trained. */
export function needsRoomTest(run: RunRecord): boolean {
  if (run.end?.type !== 'finished' || run.end.reason === 'stopped') return false;
  if (run.end.validation === null || !isImperfect(viewOf(run))) return false;
  const plan = roomierPlan(run.plan);
  if (plan === null || workOf(plan, run) > MOST_WORK) return false;
  return diagnose(run).every(
    ({ severity, category }) => severity === 'information' || category === 'epochs',
  );
}

/** Trains the larger model with the same budget; null where it breaks down. Throws a `PlanError` where the plan cannot be trained. */
export function trainRoomier(
  run: RunRecord,
  options: Pick<TrainerOptions, 'data' | 'kernels' | 'startWeights'>,
): RoomTest | null {
  const plan = roomierPlan(run.plan);
  if (plan === null || run.end?.type !== 'finished') return null;
  const trainer = createTrainer({ ...options, plan, probes: false });
  let end: FinishedEvent | null = null;
  while (!trainer.done) {
    for (const event of trainer.advance(Number.POSITIVE_INFINITY)) {
      if (event.type === 'finished') end = event;
    }
  }
  const quantity = run.started.classes.length > 0 ? 'accuracy' : 'loss';
  const [own, roomy] = [run.end.validation?.[quantity], end?.validation?.[quantity]];
  return own === undefined || roomy === undefined ? null : { units: ROOM, quantity, own, roomy };
}

function workOf({ model }: Plan, { started }: RunRecord): number {
  const kernels = flattenLayers(model.layers).filter((l): l is KernelLayer => 'init' in l);
  const once = kernels.reduce((sum, layer) => sum + multiplications(layer), 0);
  return once * started.samples.train * started.epochs;
}

/** Of one sample. Recurrent layers multiply their state as well, in up to four gates a step. */
function multiplications(layer: KernelLayer): number {
  const outputs = layer.outputShape.reduce((product, size) => product * size, 1);
  if (!('recurrentInit' in layer)) return outputs * fans(layer).fanIn;
  return 4 * (layer.inputShape[0] ?? 1) * layer.units * (fans(layer).fanIn + layer.units);
}
