import { headerBytes, LENGTH_BYTES, readSafetensorsHeader } from './safetensors.ts';
import type { SafetensorsHeader } from './tensor-types.ts';

/**
 * Reads the header of a file that comes in chunks, and no more chunks than it needs.
 * @param fileBytes the length of the whole file
 * @throws CheckpointError where the header is damaged or does not fit the file's length
 */
export async function readHeaderOf(
  chunks: AsyncIterable<Uint8Array>,
  fileBytes: number,
): Promise<SafetensorsHeader> {
  let start: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    start = joined(start, chunk);
    if (start.length >= LENGTH_BYTES && start.length >= headerBytes(start, fileBytes)) break;
  }
  return readSafetensorsHeader(start, fileBytes);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
