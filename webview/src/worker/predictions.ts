/** What a model answers to single inputs. */
import { type DataSet, scaleInput, type Trainer, unscale } from '#engine';
import type { Prediction } from '../protocol.ts';
import { classOf, inputSize, unscaleInput } from './decisions.ts';

/** @param input one sample in units of the data */
export function predictInput(
  trainer: Trainer,
  data: DataSet,
  input: readonly number[],
): Prediction {
  const output = trainer.predict(scaleInput(data.inputScaling, input));
  return prediction(data, [...input], output, null);
}

/** @param index counts through the held-out samples and begins again */
export function predictSample(trainer: Trainer, data: DataSet, index: number): Prediction {
  const part = [data.test, data.validation].find(({ count }) => count > 0) ?? data.train;
  const sample = index % part.count;
  const size = inputSize(data);
  const scaled = part.inputs.subarray(sample * size, (sample + 1) * size);
  const output = trainer.predict(scaled);
  const width = part.targets.length / part.count;
  const target = part.targets.subarray(sample * width, (sample + 1) * width);
  return prediction(data, unscaleInput(data, scaled), output, answerOf(data, target));
}

function prediction(
  data: DataSet,
  input: readonly number[],
  output: Float32Array,
  actual: number | null,
): Prediction {
  const unscaled = Array.from(output, (value, column) =>
    unscale(data.targetScaling, value, column),
  );
  return { input, features: data.features, output: unscaled, classes: data.classes, actual };
}

/** Null where the target is neither one class nor one number. */
function answerOf(data: DataSet, target: Float32Array): number | null {
  if (data.classes.length > 0) return classOf(target);
  return target.length === 1 ? unscale(data.targetScaling, target[0] ?? 0, 0) : null;
}
