import { t } from '#l10n';
import type { DataPlan, FileSource } from '#plan';
import { createRandom } from '../rng.ts';
import { rejectOverflow, rejectUnusable } from './check-values.ts';
import { DataError } from './data-error.ts';
import type { DataPart, DataSet } from './dataset.ts';
import { generate } from './generators/generate.ts';
import { placesOf } from './labels.ts';
import type { RawData, RawLabels } from './raw-data.ts';
import { sizeOf } from './raw-data.ts';
import { decompress } from './readers/compression.ts';
import { readDelimited } from './readers/delimited.ts';
import { readIdxPair } from './readers/idx.ts';
import { readNpz } from './readers/npz.ts';
import { fitScaling, NO_SCALING, scaleSamples, sparingFlags } from './scaling.ts';
import { limitSamples, selectClasses } from './selection.ts';
import { type SplitIndices, splitSamples } from './split.ts';
import { encodeTable, fitColumns, type TableColumn, unseenNotes, widthOf } from './table.ts';
import { type EncodedTarget, encodeTarget, unlearnedNotes } from './targets.ts';

/** The content of a file, by its path as the specification has it. The host knows the folder. */
export type ReadFile = (path: string) => Promise<Uint8Array>;

/** Streams of the data's seed: one use of randomness does not shift another. */
const SPLIT_STREAM = 1;
const GENERATOR_STREAM = 2;
const LIMIT_STREAM = 3;

/**
 * Reads or generates the data, splits, encodes and scales it: the same seed gives the same bits everywhere.
 * Scalings are fitted on the training part.
 * @param inputShape one sample's shape as the model takes it
 * @throws DataError with file, row and column; whatever `readFile` throws
 */
export async function loadData(
  plan: DataPlan,
  inputShape: readonly number[],
  readFile: ReadFile,
): Promise<DataSet> {
  const source = selectSamples(plan, await readSource(plan, readFile));
  const width = checkShape(source, inputShape);
  const target = encodeTarget(source, plan.target);
  const random = createRandom(plan.seed, SPLIT_STREAM);
  const indices = splitSamples(source.count, target.strata, plan, random, source.source);
  const heldOut = plan.testSource && (await readHeldOut(plan, plan.testSource, readFile, source));
  const columns = fitColumns(source, plan, indices.train);
  const raw = encodeTable(source, columns);
  const targetWidth = sizeOf(target.shape);
  const inputScaling = sparingFlags(
    fitScaling(plan.scale, raw.inputs, width, indices.train),
    columns,
  );
  const targetScaling =
    plan.target.encoding === 'real'
      ? fitScaling(plan.target.scale, target.values, targetWidth, indices.train)
      : NO_SCALING;
  const part = (from: RawData, encoded: EncodedTarget, samples: Int32Array): DataPart => ({
    count: samples.length,
    inputs: rejectOverflow(from.source, scaleSamples(inputScaling, from.inputs, width, samples)),
    targets: rejectOverflow(
      from.source,
      scaleSamples(targetScaling, encoded.values, targetWidth, samples),
    ),
  });
  return {
    name: plan.name,
    inputShape,
    targetShape: target.shape,
    classes: target.classes,
    features: raw.features,
    ...(columns && { columns }),
    notes: [
      ...(columns ? unseenIn(columns, source, indices, heldOut) : []),
      ...(plan.shuffle === false ? unlearnedNotes(target, indices.train) : []),
    ],
    train: part(raw, target, indices.train),
    validation: part(raw, target, indices.validation),
    test: heldOut
      ? part(
          encodeTable(heldOut, columns),
          encodeTarget(heldOut, plan.target),
          allSamples(heldOut.count),
        )
      : part(raw, target, indices.test),
    inputScaling,
    targetScaling,
  };
}

function unseenIn(
  columns: readonly TableColumn[],
  source: RawData,
  { validation, test }: SplitIndices,
  heldOut: RawData | null,
): string[] {
  const parts = [{ data: source, samples: [...validation, ...test] }];
  if (heldOut) parts.push({ data: heldOut, samples: [...allSamples(heldOut.count)] });
  return unseenNotes(columns, parts);
}

function allSamples(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => index);
}

async function readSource(plan: DataPlan, readFile: ReadFile): Promise<RawData> {
  const { source } = plan;
  if (source.kind === 'file') return readFileSource(plan, source, readFile);
  return generate(source.name, source.args, createRandom(plan.seed, GENERATOR_STREAM));
}

/** Those that the plan wants. */
function selectSamples(plan: DataPlan, raw: RawData): RawData {
  const data = selectClasses(raw, plan);
  const { target, count } = data;
  const strata = target.kind === 'labels' && target.codes.length === count ? target.codes : null;
  return limitSamples(data, plan, strata, createRandom(plan.seed, LIMIT_STREAM));
}

async function readFileSource(
  plan: DataPlan,
  source: FileSource,
  readFile: ReadFile,
): Promise<RawData> {
  const { path, targetPath, format } = source;
  const asClasses = plan.target.encoding !== 'real';
  const bytes = decompress(path, await readFile(path));
  switch (format) {
    case 'csv':
    case 'tsv':
      return rejectUnusable(readDelimited(path, bytes, plan, asClasses));
    case 'npz':
      return rejectUnusable(readNpz(path, bytes, plan, asClasses));
    case 'idx': {
      if (targetPath === null) {
        const message = t`its labels are in a file of their own: name it with 'target "…-labels-idx1-ubyte"'.`;
        throw new DataError(message, { file: path });
      }
      const labels = decompress(targetPath, await readFile(targetPath));
      const pair = { path: targetPath, bytes: labels };
      return rejectUnusable(readIdxPair({ path, bytes }, pair, asClasses));
    }
  }
}

/** @returns the number of inputs a sample */
function checkShape({ source, shape, table }: RawData, inputShape: readonly number[]): number {
  const width = table ? widthOf(table) : sizeOf(shape);
  if (width === sizeOf(inputShape)) return width;
  const found = shape.length > 1 ? `${shape.join('×')} = ${width}` : `${width}`;
  const size = inputShape.length > 1 ? ` = ${sizeOf(inputShape)}` : '';
  const message = t`a sample has ${found} inputs, the model takes ${inputShape.join('×') + size}.`;
  throw new DataError(message, { file: source });
}

/** All samples of the file of held-out samples, with the classes of the training data. */
async function readHeldOut(
  plan: DataPlan,
  source: FileSource,
  readFile: ReadFile,
  training: RawData,
): Promise<RawData> {
  const { table } = training;
  const texts = table?.flatMap(({ name, categories }) => (categories ? [name] : []));
  // What is text is for the training data to say: a column of codes may be all digits here.
  const alike: DataPlan = texts ? { ...plan, encode: { method: 'one_hot', columns: texts } } : plan;
  const raw = selectClasses(await readFileSource(alike, source, readFile), plan);
  if (sizeOf(raw.shape) !== sizeOf(training.shape)) {
    const message = t`a sample has ${sizeOf(raw.shape)} inputs, in ${training.source} it has ${sizeOf(training.shape)}.`;
    throw new DataError(message, { file: raw.source });
  }
  return withClassesOf(raw, training);
}

function withClassesOf(raw: RawData, training: RawData): RawData {
  if (raw.target.kind !== 'labels' || training.target.kind !== 'labels') return raw;
  const wanted: RawLabels = training.target;
  const found: RawLabels = raw.target;
  const translations = found.classes.map((names, slot) => {
    const places = placesOf(wanted.classes[slot] ?? []);
    return names.map((name) => {
      const index = places.get(name);
      if (index !== undefined) return index;
      const message = t`the class '${name}' does not occur in ${training.source}: no model of that file can know it. Leave its samples out with 'classes'.`;
      throw new DataError(message, { file: raw.source });
    });
  });
  const codes = found.codes.map(
    (code, at) => translations[at % translations.length]?.[code] as number,
  );
  return { ...raw, target: { ...wanted, codes } };
}
