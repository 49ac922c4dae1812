/** Sequences and their forecasts, as a person compares them: step by step. */
import { type DataPart, type DataSet, unscale } from '#engine';
import type { SequenceForecast } from '../protocol.ts';

/** So many samples, evenly chosen, are shown. */
const SAMPLES = 6;
/** Of longer sequences the last steps are shown. */
const MOST_STEPS = 300;
/** Shorter inputs are no sequence that could be drawn. */
const FEWEST_STEPS = 4;

/**
 * The first feature beside the first target column. Null where inputs are no steps of numbers.
 * @param outputs the model's, for all samples of the part
 */
export function sequenceForecast(
  data: DataSet,
  part: DataPart,
  outputs: Float32Array,
): SequenceForecast | null {
  const [steps = 0, features = 0] = data.inputShape;
  if (data.inputShape.length !== 2 || steps < FEWEST_STEPS || part.count === 0) return null;
  const aligned = data.targetShape.length === 2;
  const columns = data.targetShape.at(-1) ?? 1;
  const stride = Math.max(1, Math.floor(part.count / SAMPLES));
  const targets = (values: Float32Array, sample: number) =>
    column(values, sample, aligned ? steps : 1, columns, (value) =>
      unscale(data.targetScaling, value, 0),
    );
  const samples = Array.from({ length: Math.min(SAMPLES, part.count) }, (_, at) => ({
    input: column(part.inputs, at * stride, steps, features, (value, place) =>
      unscale(data.inputScaling, value, place),
    ),
    actual: targets(part.targets, at * stride),
    predicted: targets(outputs, at * stride),
  }));
  return { samples, aligned };
}

/** The first of `width` numbers of each step of a sample; of long sequences the end. */
function column(
  values: Float32Array,
  sample: number,
  steps: number,
  width: number,
  unscaled: (value: number, place: number) => number,
): number[] {
  const shown = Math.min(steps, MOST_STEPS);
  return Array.from({ length: shown }, (_, at) => {
    const place = (steps - shown + at) * width;
    return unscaled(values[sample * steps * width + place] ?? 0, place);
  });
}
