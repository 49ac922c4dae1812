/** What a model answers to single inputs. */
import {
  type Cell,
  type DataSet,
  decodeInputs,
  encodeCells,
  scaleInput,
  summarizeUncertainty,
  type Trainer,
  unscale,
} from '#engine';
import type { Prediction, PredictionSpread } from '../protocol.ts';
import { classOf, inputSize, unscaleInput } from './decisions.ts';

/** A trained model, with what is needed to ask it. */
export interface Predictor {
  readonly trainer: Trainer;
  readonly data: DataSet;
  /** Predictions of Monte Carlo dropout for each input; null without dropout. */
  readonly rounds: number | null;
}

/** @param cells one sample as the data has it: numbers, and in a table that is prepared categories and gaps too */
export function predictInput(predictor: Predictor, cells: readonly Cell[]): Prediction {
  const { columns, inputScaling } = predictor.data;
  const input = columns ? [...encodeCells(columns, cells)] : cells.map(Number);
  const asked = { ...answer(predictor, scaleInput(inputScaling, input)), input, actual: null };
  return columns ? { ...asked, table: { columns, cells } } : asked;
}

/** @param index counts through the held-out samples and begins again */
export function predictSample(predictor: Predictor, index: number): Prediction {
  const { data } = predictor;
  const part = [data.test, data.validation].find(({ count }) => count > 0) ?? data.train;
  const sample = index % part.count;
  const size = inputSize(data);
  const scaled = part.inputs.subarray(sample * size, (sample + 1) * size);
  const width = part.targets.length / part.count;
  const target = part.targets.subarray(sample * width, (sample + 1) * width);
  const input = unscaleInput(data, scaled);
  const { columns } = data;
  return {
    ...answer(predictor, scaled),
    input,
    ...(columns && { table: { columns, cells: decodeInputs(columns, input) } }),
    actual: answerOf(data, target),
  };
}

function answer(
  { trainer, data, rounds }: Predictor,
  scaled: Float32Array,
): Omit<Prediction, 'input' | 'table' | 'actual'> {
  const { features, classes, targetScaling } = data;
  if (rounds === null) {
    const output = Array.from(trainer.predict(scaled), (value, column) =>
      unscale(targetScaling, value, column),
    );
    return { features, classes, output, spread: null };
  }
  const summary = summarizeUncertainty(trainer.predictStochastic(scaled, rounds));
  const output = Array.from(summary.mean, (value, column) => unscale(targetScaling, value, column));
  const spread: PredictionSpread = {
    rounds,
    // A deviation is stretched like the numbers, but not moved.
    std: Array.from(
      summary.std,
      (value, column) => unscale(targetScaling, value, column) - unscale(targetScaling, 0, column),
    ),
    entropy: summary.entropy?.[0] ?? null,
  };
  return { features, classes, output, spread };
}

/** Null where the target is neither one class nor one number. */
function answerOf(data: DataSet, target: Float32Array): number | null {
  if (data.classes.length > 0) return classOf(target);
  return target.length === 1 ? unscale(data.targetScaling, target[0] ?? 0, 0) : null;
}
