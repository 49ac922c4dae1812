import type { DataPart } from './data/dataset.ts';
import type { InputProbe } from './events.ts';

/** Deviations below this share of the largest magnitude are rounding: the feature does not vary. */
const CONSTANT_SHARE = 1e-6;
/** Values of a feature whose quartiles are taken, evenly spread over all. */
const RANKED = 256;
/** Of a normal feature: its interquartile range over its standard deviation. */
const NORMAL_RANGE = 1.349;

const NOTHING_TO_SCALE = { lowestStd: 1, highestStd: 1, highestOffset: 0, lowestMiddle: 1 };

/**
 * How the features of the first `count` samples are spread. `features`: how many numbers belong to
 * one position (a sample's last axis; the whole sample where it has only one).
 * @param flags of a table, which inputs are zeros and ones of categories: they are of no size that a scaling could change
 */
export function probeInputs(
  part: DataPart,
  count: number,
  features: number,
  flags: readonly boolean[] = [],
): InputProbe {
  if (flags.length > 0 && flags.every((flag) => flag)) return NOTHING_TO_SCALE;
  const { inputs } = part;
  const total = (inputs.length / part.count) * count;
  let lowestStd = Number.POSITIVE_INFINITY;
  let highestStd = 0;
  let highestOffset = 0;
  let lowestMiddle = 1;
  for (let feature = 0; feature < features; feature++) {
    if (flags[feature]) continue;
    const { mean, std, largest } = spreadOf(inputs, feature, features, total);
    if (std <= CONSTANT_SHARE * largest) continue;
    lowestStd = Math.min(lowestStd, std);
    highestStd = Math.max(highestStd, std);
    highestOffset = Math.max(highestOffset, Math.abs(mean) / std);
    const range = middleRange(inputs, feature, features, total);
    if (range > 0) lowestMiddle = Math.min(lowestMiddle, range / (NORMAL_RANGE * std));
  }
  return { lowestStd: highestStd === 0 ? 0 : lowestStd, highestStd, highestOffset, lowestMiddle };
}

/** The interquartile range of some of a feature's values. */
function middleRange(inputs: Float32Array, first: number, stride: number, end: number): number {
  const count = Math.ceil((end - first) / stride);
  const step = Math.max(1, count / RANKED);
  const ranked = Float32Array.from(
    { length: Math.min(count, RANKED) },
    (_, i) => inputs[first + Math.floor(i * step) * stride] as number,
  ).sort();
  const at = (share: number) => ranked[Math.floor(share * (ranked.length - 1))] ?? 0;
  return at(0.75) - at(0.25);
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
