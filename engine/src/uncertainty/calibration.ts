/** One bin of a reliability diagram: predictions whose confidence is in (low, high]. */
export interface ReliabilityBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean confidence and share of right predictions; both 0 where the bin is empty. */
  readonly confidence: number;
  readonly accuracy: number;
}

/** How far a classifier's confidence can be trusted (Guo et al. 2017). */
export interface Calibration {
  readonly bins: readonly ReliabilityBin[];
  /** Expected calibration error: Σ count/n · |accuracy − confidence|. */
  readonly expectedError: number;
  /** The largest |accuracy − confidence| of a bin that is not empty. */
  readonly largestError: number;
}

/** Bins of a reliability diagram unless said otherwise. */
export const RELIABILITY_BINS = 10;

/**
 * Compares confidence with accuracy in bins of equal width. The confidence is the probability of the predicted class: the
 * largest of a row, or the larger of p and 1 − p where a row is one number.
 * @param probabilities `labels.length × columns` numbers
 * @param labels the right class of each row; 0 or 1 where a row is one number
 */
export function calibration(
  probabilities: Float32Array,
  labels: ArrayLike<number>,
  bins: number = RELIABILITY_BINS,
): Calibration {
  const columns = probabilities.length / labels.length;
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (let row = 0; row < labels.length; row++) {
    const { confidence, label } = predictionOf(probabilities, row, columns);
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))];
    if (!bin) continue;
    bin.count += 1;
    bin.confidence += confidence;
    bin.right += label === labels[row] ? 1 : 0;
  }
  const filled = sums.map(({ count, confidence, right }, index) => ({
    low: index / bins,
    high: (index + 1) / bins,
    count,
    confidence: count === 0 ? 0 : confidence / count,
    accuracy: count === 0 ? 0 : right / count,
  }));
  const gaps = filled.map(({ accuracy, confidence }) => Math.abs(accuracy - confidence));
  return {
    bins: filled,
    expectedError: gaps.reduce(
      (sum, gap, index) => sum + (gap * (filled[index]?.count ?? 0)) / Math.max(1, labels.length),
      0,
    ),
    largestError: Math.max(0, ...gaps),
  };
}

/** The predicted class of a row and its probability. */
function predictionOf(probabilities: Float32Array, row: number, columns: number) {
  const first = probabilities[row * columns] as number;
  if (columns === 1) {
    return first >= 0.5 ? { label: 1, confidence: first } : { label: 0, confidence: 1 - first };
  }
  let label = 0;
  let confidence = first;
  for (let column = 1; column < columns; column++) {
    const value = probabilities[row * columns + column] as number;
    if (value > confidence) [label, confidence] = [column, value];
  }
  return { label, confidence };
}
