/** Real trainings of small specifications whose data are generated. */
import { confirmed, type RunRecord } from '#diagnosis';
import {
  createTrainer,
  type DataSet,
  type DivergedEvent,
  type EpochRecord,
  type FinishedEvent,
  loadData,
  type StartedEvent,
  type StepPoint,
} from '#engine';
import { analyze, EMPTY_ENVIRONMENT, planFor } from '#language';
import type { Plan } from '#plan';
import { kernelsOf } from '../engine/plans.ts';

/** The plan of the text's only train block; throws where the text does not check. */
export function planOfText(text: string): Plan {
  const planned = planFor(analyze(text, EMPTY_ENVIRONMENT), 0);
  if (planned.ok) return planned.plan;
  throw new Error(planned.findings.map(({ message }) => message).join('\n'));
}

/** Trains a plan on generated data, or what `change` makes of them, to its end, with the trainings that confirm what is wrong. */
export async function trainPlan(
  plan: Plan,
  change: (data: DataSet) => DataSet = (data) => data,
): Promise<RunRecord> {
  const noFiles = async (path: string): Promise<Uint8Array> => {
    throw new Error(`${path}: these tests read no files`);
  };
  const loaded = await loadData(plan.data, plan.model.inputShape, noFiles);
  const data = change(loaded);
  const trainer = createTrainer({ plan, data, kernels: await kernelsOf() });
  const epochs: EpochRecord[] = [];
  const steps: StepPoint[] = [];
  let started: StartedEvent | undefined;
  let end: FinishedEvent | DivergedEvent | null = null;
  while (!trainer.done) {
    for (const event of trainer.advance(1000)) {
      if (event.type === 'started') started = event;
      else if (event.type === 'epoch') epochs.push(event.record);
      else if (event.type === 'steps') steps.push(...event.points);
      else end = event;
    }
  }
  if (!started) throw new Error('the engine did not start');
  const run: RunRecord = { plan, started, epochs, steps, end };
  return confirmed(run, { data, kernels: await kernelsOf() });
}
