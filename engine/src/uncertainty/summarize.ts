import { logarithm } from '../numerics.ts';

/** How outputs are read: a distribution over the columns, each column a probability by itself, or values. */
export type OutputKind = 'classes' | 'binary' | 'real';

/** Predictions of the same inputs, each round with other units dropped. */
export interface StochasticPredictions {
  /** `rounds × rows × columns` numbers. */
  readonly outputs: Float32Array;
  readonly rounds: number;
  /** Samples, times their steps where each step has an output. */
  readonly rows: number;
  /** Numbers a row: classes, or values. */
  readonly columns: number;
  readonly kind: OutputKind;
}

/** What stochastic predictions say, row by row. */
export interface Uncertainty {
  readonly rows: number;
  readonly columns: number;
  /** Mean over the rounds, `rows × columns`. */
  readonly mean: Float32Array;
  /** Standard deviation over the rounds (n − 1), `rows × columns`; 0 for a single round. */
  readonly std: Float32Array;
  /** Entropy of the mean prediction in nats, one a row: all uncertainty together. Null for real values. */
  readonly entropy: Float32Array | null;
  /**
   * Entropy of the mean less the mean entropy (BALD; Houlsby et al. 2011), one a row: the part that comes from the weights,
   * which more data would lessen. Null for real values.
   */
  readonly mutualInformation: Float32Array | null;
}

/**
 * Mean, spread and, for classes, entropies of Monte Carlo dropout's predictions (Gal & Ghahramani 2016). Several binary columns
 * are taken as independent: their entropies add up.
 */
export function summarizeUncertainty(predictions: StochasticPredictions): Uncertainty {
  const { outputs, rounds, rows, columns, kind } = predictions;
  const { mean, std } = moments(predictions);
  if (kind === 'real') return { rows, columns, mean, std, entropy: null, mutualInformation: null };
  const entropy = new Float32Array(rows);
  const mutualInformation = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const total = entropyOf(mean, row * columns, columns, kind);
    let expected = 0;
    for (let round = 0; round < rounds; round++) {
      expected += entropyOf(outputs, (round * rows + row) * columns, columns, kind);
    }
    entropy[row] = total;
    // Rounding alone may make it negative.
    mutualInformation[row] = Math.max(0, total - expected / rounds);
  }
  return { rows, columns, mean, std, entropy, mutualInformation };
}

/** Mean and standard deviation of each number over the rounds, in float64 (Welford 1962). */
function moments({ outputs, rounds, rows, columns }: StochasticPredictions) {
  const width = rows * columns;
  const mean = new Float32Array(width);
  const std = new Float32Array(width);
  for (let at = 0; at < width; at++) {
    let average = 0;
    let squares = 0;
    for (let round = 0; round < rounds; round++) {
      const value = outputs[round * width + at] as number;
      const difference = value - average;
      average += difference / (round + 1);
      squares += difference * (value - average);
    }
    mean[at] = average;
    std[at] = rounds > 1 ? Math.sqrt(squares / (rounds - 1)) : 0;
  }
  return { mean, std };
}

/** −Σ p·ln p of one row; of a binary column −p·ln p − (1 − p)·ln(1 − p). */
function entropyOf(values: Float32Array, from: number, columns: number, kind: OutputKind): number {
  let entropy = 0;
  for (let column = 0; column < columns; column++) {
    const share = values[from + column] as number;
    entropy += term(share);
    if (kind === 'binary') entropy += term(1 - share);
  }
  return entropy;
}

function term(share: number): number {
  return share > 0 && share < 1 ? -share * logarithm(share) : 0;
}
