import type { Patience } from '../monitor.ts';
import { arraysOf, learnedArraysOf, putArrays } from '../named-arrays.ts';
import type { Phase } from '../phase.ts';
import type { Snapshot } from '../trainer.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { NamedArray } from './pytorch-layout.ts';

/** What a training hands over to be kept. */
export interface TrainingState
  extends Pick<Checkpoint, 'progress' | 'metrics' | 'started' | 'finished'> {
  readonly phase: Phase;
  readonly best: Snapshot | null;
  readonly lastGood: Snapshot;
  readonly stopping: Patience;
}

/** A copy of everything that a training depends on. */
export function capture(state: TrainingState): Checkpoint {
  const { phase, progress, best, lastGood, stopping, metrics, started, finished } = state;
  const { session, stepper, plateau } = phase;
  const { store } = session.model;
  const { moments, accumulated, outputs } = session.buffers;
  const named = (snapshot: Snapshot) => arraysOf(store, snapshot);
  const collects = stepper.collectedSteps > 0;
  return {
    progress: structuredClone(progress),
    weights: named(phase.snapshot()),
    best: best && named(best),
    lastGood: progress.batch > 0 ? named(lastGood) : null,
    optimizer: {
      moments: moments.map((buffer) => learnedArraysOf(store, session.rangeOf(buffer))),
      state: stepper.optimizer.state(),
    },
    collected: {
      gradients: collects ? learnedArraysOf(store, session.rangeOf(accumulated)) : [],
      steps: stepper.collectedSteps,
    },
    outputs: progress.batch > 0 ? session.rangeOf(outputs).slice() : new Float32Array(),
    patience: { stopping: stopping.state(), plateau: plateau?.state() ?? [] },
    metrics,
    started,
    finished,
  };
}

/** Puts what a checkpoint says about the running phase back into it. */
export function reinstate(phase: Phase, checkpoint: Checkpoint): void {
  const { session, stepper, plateau } = phase;
  const { store } = session.model;
  const { moments, accumulated, outputs } = session.buffers;
  const { optimizer, collected, patience, progress } = checkpoint;
  phase.put(snapshotOf(phase, checkpoint.weights));
  for (const [index, buffer] of moments.entries()) {
    const learned = session.rangeOf(buffer).fill(0);
    putArrays(store, optimizer.moments[index] ?? [], { learned, fixed: new Float32Array() });
  }
  stepper.optimizer.restore(optimizer.state);
  const learned = session.rangeOf(accumulated);
  putArrays(store, collected.gradients, { learned, fixed: new Float32Array() });
  stepper.collectedSteps = collected.steps;
  session.rangeOf(outputs).set(checkpoint.outputs);
  plateau?.restore(patience.plateau);
  if (progress.batch > 0) session.beginEpoch(progress.epoch);
}

/** Arrays laid out as the phase has them in memory. */
export function snapshotOf(phase: Phase, arrays: readonly NamedArray[]): Snapshot {
  const snapshot = phase.snapshot();
  putArrays(phase.session.model.store, arrays, snapshot);
  return snapshot;
}
