import { t } from '#l10n';
import { DelimitedReader } from './delimited.ts';
import { formatOf } from './formats.ts';
import { gunzip } from './gunzip.ts';
import { IdxReader } from './idx.ts';
import { NpzReader } from './npz.ts';
import { type DataFormat, type DataProblem, type DataSummary, dataProblem } from './summary.ts';
import { Unreadable } from './unreadable.ts';

/** Takes the bytes of a file piece by piece, however they are cut. Both throw `Unreadable`. */
interface Reader {
  push(piece: Uint8Array): void;
  finish(): DataSummary;
}

const READERS: Readonly<Record<DataFormat, () => Reader>> = {
  csv: () => new TextReader('csv'),
  tsv: () => new TextReader('tsv'),
  idx: () => new IdxReader(),
  npz: () => new NpzReader(),
};

/**
 * What a data file holds, read once from its bytes as they come; the memory needed does not grow with the file.
 * A file that cannot be read gives a `DataProblem`; errors of the stream itself are thrown on.
 * @param path names the format by its ending; `.gz` is unpacked
 */
export async function summarize(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<DataSummary | DataProblem> {
  const format = formatOf(path);
  if (!format) {
    return dataProblem(
      t`The name "${path}" does not tell the format of the file.`,
      t`Its name should end in .csv, .tsv, .idx, -ubyte or .npz (or one of them and .gz).`,
    );
  }
  const reader = READERS[format]();
  try {
    for await (const piece of unpacked(chunks)) reader.push(piece);
    return reader.finish();
  } catch (error) {
    if (error instanceof Unreadable) return error.problem;
    if (isDecompressionError(error)) {
      return dataProblem(
        t`The compressed data is damaged or cut off.`,
        t`Download or compress the file again.`,
      );
    }
    throw error;
  }
}

/** The bytes, unpacked where they are gzip: told by the first two bytes, as the trainer does. */
async function* unpacked(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < 2) {
    const next = await iterator.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : new Uint8Array([...head, ...next.value]);
  }
  const all = (async function* () {
    if (head.length > 0) yield head;
    yield* { [Symbol.asyncIterator]: () => iterator };
  })();
  yield* head[0] === 0x1f && head[1] === 0x8b ? gunzip(all) : all;
}

/** fflate numbers its errors; all of them speak of the data. */
function isDecompressionError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'number';
}

/** Decodes the text in front of a `DelimitedReader`. */
class TextReader implements Reader {
  private readonly rows: DelimitedReader;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private begun = false;

  constructor(format: 'csv' | 'tsv') {
    this.rows = new DelimitedReader(format);
  }

  push(piece: Uint8Array): void {
    if (!this.begun && piece.length >= 2) {
      this.begun = true;
      const mark = ((piece[0] as number) << 8) | (piece[1] as number);
      if (mark === 0xfffe || mark === 0xfeff) throw notText(t`The file is in UTF-16.`);
    }
    if (piece.includes(0))
      throw notText(t`The file has zero bytes in it, so it is not a text file.`);
    this.rows.push(this.decode(piece, true));
  }

  finish(): DataSummary {
    this.rows.push(this.decode(new Uint8Array(0), false));
    return this.rows.finish();
  }

  private decode(piece: Uint8Array, stream: boolean): string {
    try {
      return this.decoder.decode(piece, { stream });
    } catch {
      throw notText(t`The file is not in UTF-8.`);
    }
  }
}

function notText(problem: string): Unreadable {
  return new Unreadable(problem, t`Save it as csv in UTF-8.`);
}
