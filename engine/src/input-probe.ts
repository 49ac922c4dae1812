import type { DataPart } from './data/dataset.ts';
import type { InputProbe } from './events.ts';

/** Deviations below this share of the largest magnitude are rounding: the feature does not vary. */
const CONSTANT_SHARE = 1e-6;

/**
 * How the features of the first `count` samples are spread. `features`: how many numbers belong to
 * one position (a sample's last axis; the whole sample where it has only one).
 */
export function probeInputs(part: DataPart, count: number, features: number): InputProbe {
  const { inputs } = part;
  const total = (inputs.length / part.count) * count;
  let lowestStd = Number.POSITIVE_INFINITY;
  let highestStd = 0;
  let highestOffset = 0;
  for (let feature = 0; feature < features; feature++) {
    const { mean, std, largest } = spreadOf(inputs, feature, features, total);
    if (std <= CONSTANT_SHARE * largest) continue;
    lowestStd = Math.min(lowestStd, std);
    highestStd = Math.max(highestStd, std);
    highestOffset = Math.max(highestOffset, Math.abs(mean) / std);
  }
  return { lowestStd: highestStd === 0 ? 0 : lowestStd, highestStd, highestOffset };
}

function spreadOf(inputs: Float32Array, first: number, stride: number, end: number) {
  let sum = 0;
  let largest = 0;
  for (let i = first; i < end; i += stride) {
    const value = inputs[i] as number;
    sum += value;
    largest = Math.max(largest, Math.abs(value));
  }
  const mean = sum / (end / stride);
  let squares = 0;
  for (let i = first; i < end; i += stride) squares += ((inputs[i] as number) - mean) ** 2;
  return { mean, std: Math.sqrt(squares / (end / stride)), largest };
}
