import type { Calibration } from './calibration.ts';

/** What Monte Carlo dropout says about a trained model, over one part of its data. */
export interface UncertaintyReport {
  readonly part: 'test' | 'validation' | 'train';
  /** Predictions of each sample. */
  readonly rounds: number;
  /** Mean over the samples and outputs of the standard deviation over the rounds, in the outputs' units. */
  readonly std: number;
  /** Means over the samples, in nats; null for real values. */
  readonly entropy: number | null;
  readonly mutualInformation: number | null;
  /** Null where the outputs are no probabilities of classes. */
  readonly classes: ClassUncertainty | null;
}

export interface ClassUncertainty {
  /** Of the mean prediction. */
  readonly accuracy: number;
  /** Of the samples with the lowest entropy: `certainShare` of all. */
  readonly certainAccuracy: number;
  readonly certainShare: number;
  /** Of the mean prediction, and of a single one with dropout off. */
  readonly calibration: Calibration;
  readonly plainCalibration: Calibration;
}
