import { t } from '#l10n';
import { CheckpointError } from './checkpoint-error.ts';
import { duplicateKey } from './duplicate-key.ts';
import {
  type SafetensorsHeader,
  TENSOR_TYPES,
  type TensorEntry,
  type TensorType,
} from './tensor-types.ts';

const METADATA = '__metadata__';

/** The header's JSON; throws a CheckpointError for anything that the format does not allow. */
export function parseHeader(bytes: Uint8Array): Omit<SafetensorsHeader, 'dataStart'> {
  const text = decode(bytes);
  const json = parseObject(text);
  const twice = duplicateKey(text);
  if (twice !== null) damaged(t`its header names '${twice}' twice`);
  const metadata = metadataOf(json[METADATA]);
  const tensors = Object.entries(json)
    .filter(([name]) => name !== METADATA)
    .map(([name, value]) => entryOf(name, value));
  requireContiguous(tensors);
  return { tensors, metadata };
}

function damaged(what: string): never {
  throw new CheckpointError(t`the file is damaged: ${what}. Copy or save it again.`);
}

function decode(bytes: Uint8Array): string {
  // The format wants the header to begin with its brace; only spaces may follow it.
  if (bytes[0] !== 0x7b) {
    throw new CheckpointError(
      t`this is no safetensors file: there is no header in JSON. Save weights with nnspec train --save, or in Python with safetensors.torch's save_file.`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return damaged(t`its header is no text in UTF-8`);
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text);
  } catch {
    return damaged(t`its header is no JSON`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function metadataOf(value: unknown): Readonly<Record<string, string>> {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) return damaged(t`its metadata is no list of texts`);
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string') damaged(t`its metadata '${name}' is no text`);
  }
  return value as Readonly<Record<string, string>>;
}

function entryOf(name: string, value: unknown): TensorEntry {
  if (!isObject(value)) return damaged(t`nothing is said about '${name}'`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !Object.hasOwn(TENSOR_TYPES, dtype)) {
    throw new CheckpointError(
      t`'${name}' holds numbers of the type ${JSON.stringify(dtype)}, which is not known here. Save it as float32.`,
    );
  }
  const type = dtype as TensorType;
  if (!isSizes(shape)) return damaged(t`the shape of '${name}' is no list of whole numbers`);
  if (!isSizes(offsets) || offsets.length !== 2)
    return damaged(t`the place of '${name}' is not known`);
  const [begin = 0, end = 0] = offsets;
  const bytes = shape.reduce((product, length) => product * length, TENSOR_TYPES[type]);
  if (end - begin !== bytes) {
    return damaged(
      t`'${name}' of shape (${shape.join(', ')}) needs ${bytes} bytes and has ${end - begin}`,
    );
  }
  return { name, type, shape, begin, end };
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** Every byte belongs to exactly one tensor. */
function requireContiguous(tensors: readonly TensorEntry[]): void {
  let end = 0;
  for (const tensor of tensors.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (tensor.begin < end) damaged(t`'${tensor.name}' overlaps with another tensor`);
    if (tensor.begin > end) damaged(t`there is a gap before '${tensor.name}'`);
    end = tensor.end;
  }
}
