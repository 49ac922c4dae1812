/** Where a training stands: every number that is not in the kernels' memory. */
export interface Progress {
  started: boolean;
  done: boolean;
  /** Index of the running phase. */
  phase: number;
  /** Epochs done in all, and in this phase. */
  epoch: number;
  phaseEpoch: number;
  /** Steps done in all. */
  step: number;
  /** Index of the next batch of the running epoch. */
  batch: number;
  bestEpoch: number;
  /** Time in finished calls of `advance`, and of it on probes. */
  seconds: number;
  probeSeconds: number;
  plateauFactor: number;
  learningRate: number;
  /** Sums over the steps of the running epoch. */
  sums: EpochSums;
}

export interface EpochSums {
  /** Loss times samples. */
  loss: number;
  rows: number;
  norm: number;
  clippedNorm: number;
  updates: number;
  /** Updates in which clipping acted. */
  clipped: number;
}

/** An epoch of which nothing was trained yet. */
export function noSums(): EpochSums {
  return { loss: 0, rows: 0, norm: 0, clippedNorm: 0, updates: 0, clipped: 0 };
}

/** Before the first step. */
export function startOfTraining(): Progress {
  return {
    started: false,
    done: false,
    phase: 0,
    epoch: 0,
    phaseEpoch: 0,
    step: 0,
    batch: 0,
    bestEpoch: 0,
    seconds: 0,
    probeSeconds: 0,
    plateauFactor: 1,
    learningRate: 0,
    sums: noSums(),
  };
}
