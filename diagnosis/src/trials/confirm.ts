import type { TrainerOptions } from '#engine';
import type { RunRecord } from '../types.ts';
import { needsBatchTest, overfitBatch } from './batch-test.ts';
import { needsRoomTest, trainRoomier } from './room-test.ts';

/**
 * The run with what further trainings tell where it leaves its cause open: whether the model can learn a handful of samples by
 * heart, and whether a larger one does better. Takes a second or two. Throws a `PlanError` where the plan cannot be trained.
 */
export function confirmed<Run extends RunRecord>(
  run: Run,
  options: Pick<TrainerOptions, 'data' | 'kernels' | 'startWeights'>,
): Run {
  const { plan } = run;
  const tested = needsBatchTest(run)
    ? { ...run, batchTest: overfitBatch({ plan, ...options }) }
    : run;
  const roomTest = needsRoomTest(tested) ? trainRoomier(tested, options) : null;
  return roomTest ? { ...tested, roomTest } : tested;
}
