/**
 * Files of tensors in the safetensors format (https://huggingface.co/docs/safetensors): eight bytes with the header's length,
 * the header in JSON, then the tensors' bytes without a gap, little-endian.
 */
import { t } from '#l10n';
import { CheckpointError } from './checkpoint-error.ts';
import { parseHeader } from './safetensors-header.ts';
import { type SafetensorsHeader, TENSOR_TYPES, type TensorType } from './tensor-types.ts';

/** A tensor with its numbers, row-major. */
export interface Tensor {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly number[];
  /** Little-endian; may share memory with the file that was read. */
  readonly bytes: Uint8Array;
}

export interface Safetensors {
  readonly tensors: readonly Tensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of the header's length. */
export const LENGTH_BYTES = 8;

/** The format's own limit of a header. */
const MOST_HEADER_BYTES = 100_000_000;

/**
 * How many bytes from the start of a file `readSafetensorsHeader` needs, from its first eight.
 * @param fileBytes the length of the whole file
 * @throws CheckpointError where this cannot be such a file
 */
export function headerBytes(start: Uint8Array, fileBytes: number): number {
  if (fileBytes === 0) throw new CheckpointError(t`the file is empty: save the weights again.`);
  if (start.length < LENGTH_BYTES || fileBytes < LENGTH_BYTES) {
    throw new CheckpointError(
      t`the file has ${fileBytes} bytes, too few for a safetensors file: it is cut off or something else.`,
    );
  }
  const view = new DataView(start.buffer, start.byteOffset, LENGTH_BYTES);
  const length = Number(view.getBigUint64(0, true));
  if (length > MOST_HEADER_BYTES || length < 2) {
    throw new CheckpointError(
      t`this is no safetensors file: it does not begin with the length of a header. Save weights with nnspec train --save, or in Python with safetensors.torch's save_file.`,
    );
  }
  if (LENGTH_BYTES + length > fileBytes) {
    throw new CheckpointError(
      t`the file is cut off: its header should have ${length} bytes and ${fileBytes - LENGTH_BYTES} are there. Copy or save it again.`,
    );
  }
  return LENGTH_BYTES + length;
}

/**
 * Reads names, types and shapes; the tensors' bytes need not be there.
 * @param start the file from its first byte, at least as far as `headerBytes` says
 * @param fileBytes the length of the whole file
 * @throws CheckpointError for whatever is not allowed in the format
 */
export function readSafetensorsHeader(start: Uint8Array, fileBytes: number): SafetensorsHeader {
  const dataStart = headerBytes(start, fileBytes);
  const header = parseHeader(start.subarray(LENGTH_BYTES, dataStart));
  const needed = header.tensors.reduce((most, { end }) => Math.max(most, end), 0);
  const found = fileBytes - dataStart;
  if (found < needed) {
    throw new CheckpointError(
      t`the file is cut off: its tensors should have ${needed} bytes and ${found} are there. Copy or save it again.`,
    );
  }
  if (found > needed) {
    throw new CheckpointError(
      t`the file has ${found - needed} bytes too many after its tensors: it is damaged. Copy or save it again.`,
    );
  }
  return { ...header, dataStart };
}

/** Reads a whole file; throws a CheckpointError where it is damaged or something else. */
export function readSafetensors(file: Uint8Array): Safetensors {
  const { tensors, metadata, dataStart } = readSafetensorsHeader(file, file.length);
  return {
    metadata,
    tensors: tensors.map(({ name, type, shape, begin, end }) => ({
      name,
      type,
      shape,
      bytes: file.subarray(dataStart + begin, dataStart + end),
    })),
  };
}

/** A file of these tensors, those of long numbers first, so that each is aligned; names are to differ. */
export function writeSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  const sorted = tensors.toSorted((a, b) => TENSOR_TYPES[b.type] - TENSOR_TYPES[a.type]);
  // Without a prototype, so that a tensor may have any name.
  const header: Record<string, unknown> = Object.create(null);
  header.__metadata__ = metadata;
  let offset = 0;
  for (const { name, type, shape, bytes } of sorted) {
    if (name in header) throw new Error(`Two tensors are called '${name}'.`);
    header[name] = { dtype: type, shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / LENGTH_BYTES) * LENGTH_BYTES;
  const file = new Uint8Array(LENGTH_BYTES + length + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + length);
  file.set(text, LENGTH_BYTES);
  let at = LENGTH_BYTES + length;
  for (const { bytes } of sorted) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}
