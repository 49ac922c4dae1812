import { flattenLayers, type LayerPlan, type Plan } from '#plan';
import { DataError } from './data-error.ts';
import type { DataPart, DataSet } from './dataset.ts';
import { type RawData, sizeOf } from './raw-data.ts';

/** Throws a DataError at the first number that is NaN or infinite: csv readers refuse such cells, arrays may hold them. */
export function rejectNonFinite(data: RawData): RawData {
  const { source, inputs, shape, target } = data;
  reject(source, 'inputs', inputs, sizeOf(shape));
  if (target.kind === 'reals') reject(source, 'target', target.values, sizeOf(target.shape));
  return data;
}

function reject(file: string, column: string, values: ArrayLike<number>, width: number): void {
  if (values instanceof Float64Array || values instanceof Float32Array) {
    const at = values.findIndex((value) => !Number.isFinite(value));
    if (at < 0) return;
    const sample = Math.floor(at / width) + 1;
    const message = `sample ${sample} holds ${values[at]}. Replace it, or leave the sample out.`;
    throw new DataError(message, { file, column });
  }
}

/**
 * Whether the model can take the data's numbers: class indices need an output each, tokens a row of the embedding's
 * table. Throws a DataError that says which does not.
 */
export function checkValues(plan: Plan, data: DataSet): void {
  const { layers, inputShape } = plan.model;
  const outputs = (layers.at(-1)?.outputShape ?? inputShape).at(-1) ?? 1;
  const { encoding } = plan.data.target;
  if (encoding === 'class_index' && outputs > 1 && data.classes.length > outputs) {
    const message = `the target has ${data.classes.length} classes, the model ${outputs} outputs. Give the last layer a unit for each class.`;
    throw new DataError(message, { file: data.name });
  }
  const first = firstLayerOf(layers);
  if (first?.type !== 'embedding') return;
  for (const part of [data.train, data.validation, data.test]) {
    checkTokens(data.name, part, first.vocabulary);
  }
}

function firstLayerOf(layers: readonly LayerPlan[]): LayerPlan | undefined {
  return flattenLayers(layers).find(({ type }) => type !== 'residual' && type !== 'parallel');
}

function checkTokens(file: string, { inputs }: DataPart, vocabulary: number): void {
  const wrong = inputs.find(
    (token) => !(Number.isInteger(token) && token >= 0 && token < vocabulary),
  );
  if (wrong === undefined) return;
  const message = `the inputs hold ${wrong}, the embedding takes whole numbers from 0 to ${vocabulary - 1}. Raise its vocabulary, or leave the data unscaled.`;
  throw new DataError(message, { file });
}
