/** From a model's numbers to classes and units of the data. */
import { type DataSet, unscale } from '#engine';

/** The winning class of one sample's outputs, and how sure the model is of it. */
export interface Decision {
  readonly winner: number;
  readonly probability: number;
}

/** Several outputs: the largest wins. A single one is the probability of class 1. */
export function decide(outputs: Float32Array): Decision {
  if (outputs.length > 1) {
    const winner = argmax(outputs);
    return { winner, probability: outputs[winner] ?? 0 };
  }
  const probability = outputs[0] ?? 0;
  return probability >= 0.5
    ? { winner: 1, probability }
    : { winner: 0, probability: 1 - probability };
}

/** The class of one sample's target: an index, 0/1, or a unit vector. */
export function classOf(target: Float32Array): number {
  return target.length === 1 ? (target[0] ?? 0) : argmax(target);
}

/** Numbers of one sample. */
export function inputSize(data: DataSet): number {
  return data.inputShape.reduce((product, length) => product * length, 1);
}

/** One scaled sample in units of the data. */
export function unscaleInput(data: DataSet, scaled: Float32Array): number[] {
  return Array.from(scaled, (value, column) => unscale(data.inputScaling, value, column));
}

function argmax(values: Float32Array): number {
  let best = 0;
  for (let at = 1; at < values.length; at++) {
    if ((values[at] ?? 0) > (values[best] ?? 0)) best = at;
  }
  return best;
}
