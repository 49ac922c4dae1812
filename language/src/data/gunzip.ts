import { Gunzip } from 'fflate';
import { t } from '#l10n';
import { Unreadable } from './unreadable.ts';

/** Bytes that are inflated at once. */
const PIECE = 16 * 1024;

/** The content of a gzip stream. Throws where the stream is damaged (fflate's error) or ends early. */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  let ended = false;
  const stream = new Gunzip((chunk, final) => {
    if (chunk.length > 0) ready.push(chunk);
    ended = final;
  });
  for await (const chunk of chunks) {
    // Small pieces keep what is inflated at once small, whatever the compression ratio.
    for (let start = 0; start < chunk.length; start += PIECE) {
      stream.push(chunk.subarray(start, start + PIECE), false);
      yield* ready;
      ready = [];
    }
  }
  stream.push(new Uint8Array(0), true);
  yield* ready;
  if (!ended) {
    throw new Unreadable(
      t`The compressed data ends too early.`,
      t`Download or compress the file again.`,
    );
  }
}
