import type { RawData } from '../raw-data.ts';
import type { ColumnRole } from './column-roles.ts';
import type { SampleCollector } from './columns.ts';
import { PlainNumberReader } from './numbers.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;

/**
 * Reads the rows of a table without quotation marks straight from its bytes: tables of numbers are the
 * common case, and most of the time of the general parser goes into strings that are numbers.
 * @param skipped lines above the first row of values
 */
export function scanUnquoted(
  collector: SampleCollector,
  bytes: Uint8Array,
  delimiter: number,
  skipped: number,
): RawData {
  const scanner = { collector, bytes, delimiter, numbers: new PlainNumberReader() };
  let start = 0;
  for (let row = 1; start < bytes.length; row++) {
    const found = bytes.indexOf(LINE_FEED, start);
    const next = found < 0 ? bytes.length : found;
    const end = next > start && bytes[next - 1] === CARRIAGE_RETURN ? next - 1 : next;
    if (row > skipped && !isBlank(bytes, start, end)) {
      scanRow(scanner, start, end, row);
    }
    start = next + 1;
  }
  return collector.finish();
}

interface RowScanner {
  readonly collector: SampleCollector;
  readonly bytes: Uint8Array;
  readonly delimiter: number;
  readonly numbers: PlainNumberReader;
}

/** Takes the cells between `start` and `end` in one pass over the bytes. */
function scanRow(scanner: RowScanner, start: number, end: number, row: number): void {
  const { collector, bytes, delimiter, numbers } = scanner;
  const { roles } = collector.columns;
  let column = 0;
  for (let at = start; at <= end; column++) {
    const role = roles[column] ?? UNUSED;
    let stop = at;
    let value = Number.NaN;
    if (role.kind === 'input' || role.kind === 'real') {
      value = numbers.read(bytes, at, end, delimiter);
      stop = numbers.stop;
    }
    while (stop < end && bytes[stop] !== delimiter) stop++;
    if (!Number.isNaN(value)) collector.takeNumber(role, value);
    else if (role !== UNUSED) collector.takeText(column, role, textOf(bytes, at, stop), row);
    at = stop + 1;
  }
  collector.checkWidth(column, row);
  collector.endRow();
}

const UNUSED: ColumnRole = { kind: 'unused' };

/** Short ASCII, as labels are, is several times faster character by character than through a TextDecoder. */
function textOf(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) {
    const code = bytes[at] as number;
    if (code >= 0x80) return new TextDecoder().decode(bytes.subarray(start, end));
    text += String.fromCharCode(code);
  }
  return text;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== SPACE) return false;
  return true;
}

/** How many lines there are, the last without its line end included. */
export function countLines(bytes: Uint8Array): number {
  let lines = 1;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) lines++;
  return lines;
}
