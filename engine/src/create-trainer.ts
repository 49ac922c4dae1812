import { requireStartWeights } from './checkpoint/start-weights.ts';
import { checkShapes } from './data/check-shapes.ts';
import { checkValues } from './data/check-values.ts';
import { DEFAULT_MEMORY_LIMIT_BYTES } from './phase.ts';
import type { Trainer, TrainerOptions } from './trainer.ts';
import { Training } from './training.ts';
import { requireRoomForReport } from './uncertainty/report.ts';

/**
 * A trainer at step 0; throws a `PlanError` where plan and data do not fit or memory would not
 * suffice.
 */
export function createTrainer(options: TrainerOptions): Trainer {
  checkValues(options.plan, options.data);
  checkShapes(options.plan, options.data);
  requireStartWeights(options.plan, options.startWeights ?? null);
  requireRoomForReport(
    options.plan,
    options.data,
    options.memoryLimitBytes ?? DEFAULT_MEMORY_LIMIT_BYTES,
  );
  return new Training(options);
}
