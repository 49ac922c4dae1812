import type { FinishedEvent, Metrics, StartedEvent } from '../events.ts';
import type { Patience } from '../monitor.ts';
import { arraysOf, learnedArraysOf, putArrays } from '../named-arrays.ts';
import type { Phase } from '../phase.ts';
import type { Progress } from '../progress.ts';
import type { Snapshot } from '../trainer.ts';
import type { NamedArray } from './pytorch-layout.ts';

/** All that is needed to continue a training bit for bit: plain data, arrays by their names. */
export interface Checkpoint {
  readonly progress: Progress;
  /** After the last step. */
  readonly weights: readonly NamedArray[];
  /** The best epoch's; null before the first. */
  readonly best: readonly NamedArray[] | null;
  /** Of the last whole epoch, which a divergence goes back to; null where they are `weights`. */
  readonly lastGood: readonly NamedArray[] | null;
  readonly optimizer: {
    readonly moments: readonly (readonly NamedArray[])[];
    readonly state: readonly number[];
  };
  /** Gradients that wait for an update, from so many steps. */
  readonly collected: { readonly gradients: readonly NamedArray[]; readonly steps: number };
  /** Outputs of the epoch so far; empty between epochs. */
  readonly outputs: Float32Array;
  /** Best value and epochs without improvement, of early stopping and of a plateau. */
  readonly patience: { readonly stopping: readonly number[]; readonly plateau: readonly number[] };
  readonly metrics: { readonly train: Metrics; readonly validation: Metrics | null };
  /** Null before the first step. */
  readonly started: StartedEvent | null;
  /** How the training ended; null while it goes on, and after a divergence. */
  readonly finished: FinishedEvent | null;
}

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
