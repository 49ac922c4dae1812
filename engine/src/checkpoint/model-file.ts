import { t } from '#l10n';
import type { Plan } from '#plan';
import type { DataSet, Scaling } from '../data/dataset.ts';
import type { EpochRecord, Metrics } from '../events.ts';
import { CheckpointError } from './checkpoint-error.ts';
import { Fingerprint } from './fingerprint.ts';
import { parseNumbers, stringifyNumbers } from './number-json.ts';
import { readSafetensors, type Safetensors, type Tensor } from './safetensors.ts';

/** Of the files that this engine writes; raised when an older engine could not read them. */
export const FORMAT_VERSION = 1;

const FORMAT = 'nnspec';

/** How numbers of the data become a model's inputs, and its outputs numbers of the data. */
export type Preprocessing = Pick<
  DataSet,
  | 'name'
  | 'inputShape'
  | 'targetShape'
  | 'classes'
  | 'features'
  | 'columns'
  | 'inputScaling'
  | 'targetScaling'
>;

/** A file of weights with what is known about them. */
export interface ModelFile {
  readonly tensors: readonly Tensor[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Null for files of other programs. */
  readonly info: ModelInfo | null;
}

/** What the engine writes beside the weights. */
export interface ModelInfo {
  readonly model: string;
  readonly epoch: number;
  readonly step: number;
  /** The specification's text when training began. */
  readonly text: string;
  /** That shared each step. */
  readonly threads: number;
  readonly preprocessing: Preprocessing;
  /** Of the epochs so far, without the layers. */
  readonly history: readonly EpochRecord[];
  readonly metrics: {
    readonly train: Metrics;
    readonly validation: Metrics | null;
    /** Null until training is finished. */
    readonly test: Metrics | null;
  };
}

/**
 * Reads a file of weights, this engine's or another program's.
 * @throws CheckpointError where it is damaged or of a later version
 */
export function readModelFile(file: Uint8Array): ModelFile {
  const { tensors, metadata } = readSafetensors(file);
  if (metadata.format !== FORMAT) return { tensors, metadata, info: null };
  const version = Number(metadata.version);
  if (!(version <= FORMAT_VERSION)) {
    throw new CheckpointError(
      t`the file has format ${metadata.version ?? ''}, this NNSpec reads up to ${FORMAT_VERSION}: update NNSpec.`,
    );
  }
  if (metadata.checksum !== checksumOf({ tensors, metadata })) {
    throw new CheckpointError(
      t`the file is damaged: its checksum does not fit its content. Copy it again, or go back to an older one.`,
    );
  }
  return { tensors, metadata, info: infoOf(metadata) };
}

/** The metadata that stands for this information, in the order in which it should be read. */
export function metadataOf(info: ModelInfo): Record<string, string> {
  const { model, epoch, step, text, threads, preprocessing, metrics, history } = info;
  return {
    format: FORMAT,
    version: String(FORMAT_VERSION),
    model,
    epoch: String(epoch),
    step: String(step),
    threads: String(threads),
    metrics: stringifyNumbers(metrics),
    text,
    history: stringifyNumbers(history),
    preprocessing: stringifyNumbers({
      ...preprocessing,
      inputScaling: listsOf(preprocessing.inputScaling),
      targetScaling: listsOf(preprocessing.targetScaling),
    }),
  };
}

/** Of all tensors and all other metadata, in the order of their names: a file may have another. */
export function checksumOf({ tensors, metadata }: Safetensors): string {
  const fingerprint = new Fingerprint();
  for (const name of Object.keys(metadata).toSorted()) {
    if (name !== 'checksum') fingerprint.addText(name).addText(metadata[name] ?? '');
  }
  for (const { name, type, shape, bytes } of tensors.toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    fingerprint.addText(`${name} ${type} ${shape}`).add(bytes);
  }
  return fingerprint.hex();
}

/** What a plan says, without its places in the text: two trainings of equal plans do the same. */
export function planText(plan: Plan): string {
  return JSON.stringify(plan, (key, value: unknown) =>
    key === 'origin' || key === 'settingOrigins' ? undefined : value,
  );
}

const dataFingerprints = new WeakMap<DataSet, string>();

/** Tells data sets apart by their numbers. */
export function dataFingerprint(data: DataSet): string {
  const known = dataFingerprints.get(data);
  if (known) return known;
  const fingerprint = new Fingerprint();
  for (const { inputs, targets } of [data.train, data.validation, data.test]) {
    fingerprint.addNumbers(inputs).addNumbers(targets);
  }
  const found = fingerprint.hex();
  dataFingerprints.set(data, found);
  return found;
}

function infoOf(metadata: Readonly<Record<string, string>>): ModelInfo {
  const { model = '', epoch, step, text = '', preprocessing, metrics, history } = metadata;
  // The checksum has told that these are the texts that were written.
  const read = parseNumbers(preprocessing ?? '') as Preprocessing & {
    readonly inputScaling: ScalingLists;
    readonly targetScaling: ScalingLists;
  };
  return {
    model,
    epoch: Number(epoch),
    step: Number(step),
    threads: Number(metadata.threads),
    text,
    preprocessing: {
      ...read,
      inputScaling: scalingOf(read.inputScaling),
      targetScaling: scalingOf(read.targetScaling),
    },
    history: parseNumbers(history ?? '') as ModelInfo['history'],
    metrics: parseNumbers(metrics ?? '') as ModelInfo['metrics'],
  };
}

interface ScalingLists {
  readonly offset: ArrayLike<number>;
  readonly divisor: ArrayLike<number>;
}

function listsOf({ offset, divisor }: Scaling) {
  return { offset: [...offset], divisor: [...divisor] };
}

function scalingOf({ offset, divisor }: ScalingLists): Scaling {
  return { offset: Float64Array.from(offset), divisor: Float64Array.from(divisor) };
}
