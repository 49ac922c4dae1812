import type { DataSet } from './data/dataset.ts';
import type { InputProbe } from './events.ts';

/** Mean and spread of each input over the training samples, as the model gets them; constant inputs do not count. */
export function inputProbeOf({ train, inputShape }: DataSet): InputProbe {
  // Of images and sequences each channel is one feature: pixels at the border hardly vary.
  const features = inputShape.at(-1) ?? 1;
  const rows = train.inputs.length / features;
  let [lowestStd, highestStd, highestOffset] = [Number.POSITIVE_INFINITY, 0, 0];
  for (let j = 0; j < features; j++) {
    const { mean, std } = momentsOf(train.inputs, j, features, rows);
    if (std <= Math.abs(mean) * 1e-6 || std === 0) continue;
    lowestStd = Math.min(lowestStd, std);
    highestStd = Math.max(highestStd, std);
    highestOffset = Math.max(highestOffset, Math.abs(mean) / std);
  }
  return { lowestStd: Math.min(lowestStd, highestStd), highestStd, highestOffset };
}

/** In two passes: squares of large means would swallow the spread. */
function momentsOf(values: Float32Array, first: number, stride: number, count: number) {
  let sum = 0;
  for (let i = first; i < values.length; i += stride) sum += values[i] as number;
  const mean = sum / count;
  let squares = 0;
  for (let i = first; i < values.length; i += stride) {
    const difference = (values[i] as number) - mean;
    squares += difference * difference;
  }
  return { mean, std: Math.sqrt(squares / count) };
}
