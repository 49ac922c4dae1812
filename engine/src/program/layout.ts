import { type Buffer, bufferOf, type Operation } from './program.ts';

/** Every buffer ends with this much room, because vector loads may read past its last number. */
const PADDING_BYTES = 32;

/** Bytes that a buffer takes: a multiple of 64, so that each starts on a cache line. */
export function bytesOf(buffer: Buffer): number {
  return Math.ceil((buffer.floats * 4 + PADDING_BYTES) / 64) * 64;
}

/**
 * Gives buffers that live as long as the model consecutive addresses from `start`; returns the
 * first free one.
 */
export function placePersistent(buffers: readonly Buffer[], start: number): number {
  let address = start;
  for (const buffer of buffers) {
    buffer.address = address;
    address += bytesOf(buffer);
  }
  return address;
}

interface Interval {
  readonly buffer: Buffer;
  readonly bytes: number;
  readonly first: number;
  last: number;
}

/**
 * Gives a program's temporaries addresses from `start` so that two share memory only where one's
 * last use comes before the other's first: large buffers first, each in the lowest gap that fits.
 * `kept` buffers live to the program's end. Returns the first address past all of them.
 */
export function placeTemporaries(
  operations: readonly Operation[],
  temporaries: ReadonlySet<Buffer>,
  kept: ReadonlySet<Buffer>,
  start: number,
): number {
  const intervals = liveness(operations, temporaries, kept);
  const placed: Interval[] = [];
  let end = start;
  for (const interval of intervals.sort((a, b) => b.bytes - a.bytes || a.first - b.first)) {
    const neighbours = placed
      .filter((other) => other.first <= interval.last && interval.first <= other.last)
      .sort((a, b) => a.buffer.address - b.buffer.address);
    let address = start;
    for (const other of neighbours) {
      if (address + interval.bytes <= other.buffer.address) break;
      address = Math.max(address, other.buffer.address + other.bytes);
    }
    interval.buffer.address = address;
    end = Math.max(end, address + interval.bytes);
    placed.push(interval);
  }
  return end;
}

/** From the first to the last operation that names a buffer. */
function liveness(
  operations: readonly Operation[],
  temporaries: ReadonlySet<Buffer>,
  kept: ReadonlySet<Buffer>,
): Interval[] {
  const intervals = new Map<Buffer, Interval>();
  for (const [index, operation] of operations.entries()) {
    for (const value of operation.values) {
      const buffer = bufferOf(value);
      if (buffer === null || !temporaries.has(buffer)) continue;
      const known = intervals.get(buffer);
      if (known) known.last = index;
      else intervals.set(buffer, { buffer, bytes: bytesOf(buffer), first: index, last: index });
    }
  }
  for (const buffer of kept) {
    const interval = intervals.get(buffer);
    if (interval) interval.last = operations.length;
  }
  return [...intervals.values()];
}
