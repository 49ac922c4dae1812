import { readFile } from 'node:fs/promises';
import {
  createPredictor,
  DataError,
  loadData,
  type ModelFile,
  type ModelInfo,
  PlanError,
  parseSample,
  type RawInputs,
  readInputs,
  readModelFile,
  scaleInput,
  summarizeUncertainty,
  weightsOf,
} from '#engine';
import { t } from '#l10n';
import { findEntry } from '#language';
import { flattenLayers, type Plan } from '#plan';
import { readWeightsFile, told } from '../checkpoints.ts';
import { EXIT, type ExitCode, Failure, reasonOf } from '../failure.ts';
import { readKernels } from '../kernels.ts';
import { planTraining } from '../plans.ts';
import { type Predictions, predictionsJson, predictionsReport } from '../reports/predictions.ts';
import { readDataFile } from '../run.ts';

export interface PredictOptions {
  readonly train?: string;
  readonly weights: string;
  readonly input?: string;
  readonly sample?: readonly string[];
  /** Predictions of each sample with dropout on; 0: one without. */
  readonly samples?: number;
  readonly json?: boolean;
}

/** Prints what a trained model answers to samples, and how sure it is. */
export async function predict(path: string, options: PredictOptions): Promise<ExitCode> {
  const { plan, folder } = await planTraining(path, options, 'allowed', false);
  const bytes = await readWeightsFile(options.weights);
  const file = told(options.weights, () => readModelFile(bytes));
  try {
    const preprocessing = await preprocessingOf(plan, folder, file);
    const inputs = await readSamples(options, preprocessing);
    for (const note of inputs.notes) console.error(note);
    const rounds = roundsOf(plan, options.samples);
    const answers = await answer(plan, options, { file, preprocessing, inputs, rounds });
    console.log(options.json ? predictionsJson(answers) : predictionsReport(answers));
    return EXIT.fine;
  } catch (error) {
    const theirs = error instanceof DataError || error instanceof PlanError;
    throw theirs ? new Failure(error.message) : error;
  }
}

type Preprocessing = ModelInfo['preprocessing'];

/** From the file of weights; a file of another program has no scaling: the training data has to be read for it. */
async function preprocessingOf(
  plan: Plan,
  folder: string,
  { info }: ModelFile,
): Promise<Preprocessing> {
  const { inputShape } = plan.model;
  if (!info) return loadData(plan.data, inputShape, (path) => readDataFile(folder, path));
  const { preprocessing } = info;
  if (sizeOf(preprocessing.inputShape) === sizeOf(inputShape)) return preprocessing;
  throw new Failure(
    t`The weights are of a model that takes (${preprocessing.inputShape.join(', ')}), '${plan.model.name}' takes (${inputShape.join(', ')}).`,
  );
}

async function readSamples(
  { input, sample = [] }: PredictOptions,
  { features, inputShape, columns }: Preprocessing,
): Promise<RawInputs> {
  const taken = { features, width: sizeOf(inputShape), ...(columns && { columns }) };
  // The cells of one sample, without quotes around them.
  const cells = columns?.length ?? taken.width;
  const single = sample.length === cells && sample.every((text) => /^\S+$/.test(text));
  const samples = single ? [sample.join(' ')] : sample;
  const parts = samples.map((text) => parseSample(text, taken));
  if (input !== undefined) parts.push(readInputs(input, await readInputFile(input), taken));
  if (parts.length === 0) {
    throw new Failure(t`Say what to predict: --input data.csv, or --sample "1, 2, 3".`);
  }
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    values: Float64Array.from(parts.flatMap(({ values }) => [...values])),
    notes: parts.flatMap(({ notes }) => notes),
  };
}

async function readInputFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Failure(`${path}: ${reasonOf(error)}.`);
  }
}

/** Stochastic predictions of each sample: as asked for, as the train block says, or the catalogue's where there is dropout. */
function roundsOf({ model, train }: Plan, wanted: number | undefined): number {
  const drops = flattenLayers(model.layers).some(
    (layer) =>
      layer.type === 'dropout' ||
      layer.type === 'alpha_dropout' ||
      ('recurrentDropout' in layer && layer.recurrentDropout > 0),
  );
  if (!drops && wanted) {
    throw new Failure(
      t`--samples ${wanted}: '${model.name}' has no dropout, each would be the same.`,
    );
  }
  const [samples] = findEntry('uncertainty', 'mc_dropout')?.parameters ?? [];
  return wanted ?? train.mcDropoutSamples ?? (drops ? Number(samples?.default) : 0);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

interface Question {
  readonly file: ModelFile;
  readonly preprocessing: Preprocessing;
  readonly inputs: RawInputs;
  readonly rounds: number;
}

async function answer(
  plan: Plan,
  { weights: path }: PredictOptions,
  { file, preprocessing, inputs, rounds }: Question,
): Promise<Predictions> {
  const { model } = plan;
  const ids = flattenLayers(model.layers).map(({ id }) => id);
  const weights = told(path, () => weightsOf(model, ids, file.tensors));
  const kernels = await readKernels();
  const predictor = createPredictor({ plan, data: preprocessing, kernels, weights });
  const width = sizeOf(model.inputShape);
  const scaled = new Float32Array(inputs.values.length);
  for (let sample = 0; sample < inputs.count; sample++) {
    const raw = inputs.values.subarray(sample * width, (sample + 1) * width);
    scaled.set(scaleInput(preprocessing.inputScaling, raw), sample * width);
  }
  const predictions =
    rounds > 0 ? predictor.predictStochastic(scaled, rounds) : predictor.predict(scaled);
  return {
    model: model.name,
    weights: path,
    rounds,
    count: inputs.count,
    kind: predictions.kind,
    classes: preprocessing.classes,
    targetScaling: preprocessing.targetScaling,
    uncertainty: summarizeUncertainty(predictions),
  };
}
