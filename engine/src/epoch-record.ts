import type { EpochRecord, Metrics } from './events.ts';
import type { Phase } from './phase.ts';
import type { Progress } from './progress.ts';

/** What an epoch that has just ended came to; measuring the layers counts as time of probes. */
export function epochRecord(
  progress: Progress,
  phase: Phase,
  metrics: { readonly train: Metrics; readonly validation: Metrics | null },
  seconds: () => number,
): EpochRecord {
  const { sums, epoch, step, learningRate } = progress;
  const begin = performance.now();
  const layers = phase.probes?.measure(epoch) ?? [];
  progress.probeSeconds += (performance.now() - begin) / 1000;
  return {
    epoch,
    step,
    phase: phase.plan.name,
    seconds: seconds(),
    probeSeconds: progress.probeSeconds,
    learningRate,
    ...metrics,
    gradientNorm: sums.norm / sums.updates,
    clippedNorm: sums.clippedNorm / sums.updates,
    clippedShare: sums.clipped / sums.updates,
    penalty: phase.stepper.penalty(),
    layers,
  };
}
