import { t } from '#l10n';
import { flattenLayers, type Plan } from '#plan';
import { DataError } from './data-error.ts';
import type { DataPart, DataSet } from './dataset.ts';
import { type RawData, sizeOf } from './raw-data.ts';

/**
 * Throws a DataError at the first number that is NaN, infinite, or too large for the engine: csv
 * readers refuse cells that are no numbers, arrays may hold anything.
 */
export function rejectUnusable(data: RawData): RawData {
  const { source, inputs, features, shape, target, table } = data;
  const gaps = table !== undefined;
  reject(source, inputs, sizeOf(shape), (column) => features[column] ?? t`inputs`, gaps);
  if (target.kind === 'reals') {
    const { columns = [] } = target;
    reject(source, target.values, sizeOf(target.shape), (slot) => columns[slot] ?? t`target`);
  }
  return data;
}

function reject(
  file: string,
  values: RawData['inputs'],
  width: number,
  nameOf: (column: number) => string,
  gaps = false,
): void {
  if (!(values instanceof Float64Array || values instanceof Float32Array)) return;
  const at = firstBeyondFloat32(values, gaps);
  if (at < 0) return;
  const value = values[at] as number;
  const sample = Math.floor(at / width) + 1;
  const message = Number.isFinite(value)
    ? t`sample ${sample} holds ${value}, the engine takes numbers up to 3.4e38. Replace it, or leave the sample out.`
    : t`sample ${sample} holds ${value}. Replace it, or leave the sample out.`;
  throw new DataError(message, { file, column: nameOf(at % width) });
}

/**
 * Where the first number stands that is NaN, infinite, or neither only in float64; -1 where there is none.
 * @param gaps NaN stands for a gap that is yet to be filled
 */
function firstBeyondFloat32(values: Float64Array | Float32Array, gaps = false): number {
  // A loop, not `findIndex`: there may be millions of them.
  for (let at = 0; at < values.length; at++) {
    const value = Math.fround(values[at] as number);
    if (value - value !== 0 && !(gaps && Number.isNaN(value))) return at;
  }
  return -1;
}

/** Throws a DataError where scaling has made a number that float32 cannot hold. */
export function rejectOverflow(file: string, values: Float32Array): Float32Array {
  if (firstBeyondFloat32(values) < 0) return values;
  const message = t`scaled, a number is too large: the scaling divides by next to nothing. Choose another scale.`;
  throw new DataError(message, { file });
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
    const message = t`the target has ${data.classes.length} classes, the model ${outputs} outputs. Give the last layer a unit for each class.`;
    throw new DataError(message, { file: data.name });
  }
  const vocabularies = flattenLayers(layers).flatMap((layer) =>
    layer.type === 'embedding' ? [layer.vocabulary] : [],
  );
  if (vocabularies.length === 0) return;
  // Embeddings side by side look the same tokens up.
  const vocabulary = Math.min(...vocabularies);
  for (const part of [data.train, data.validation, data.test]) {
    checkTokens(data, part, vocabulary);
  }
}

function checkTokens(
  { name: file, features }: DataSet,
  { count, inputs }: DataPart,
  vocabulary: number,
): void {
  const at = inputs.findIndex(
    (token) => !(Number.isInteger(token) && token >= 0 && token < vocabulary),
  );
  if (at < 0) return;
  const wrong = inputs[at] as number;
  const column = features[at % (inputs.length / count)] ?? t`inputs`;
  const message = t`${wrong} is no token: the embedding takes whole numbers from 0 to ${vocabulary - 1}. ${adviceFor(wrong)}`;
  throw new DataError(message, { file, column });
}

function adviceFor(token: number): string {
  if (!Number.isInteger(token)) return t`Leave the data unscaled with 'scale none'.`;
  if (token < 0) return t`Number the tokens from 0 on.`;
  return t`Raise its vocabulary to ${token + 1} at least, or leave the data unscaled.`;
}
