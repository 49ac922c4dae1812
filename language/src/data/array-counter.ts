import { Statistics } from './statistics.ts';
import { CLASS_LIMIT, type ColumnSummary } from './summary.ts';

/** How one number of a binary array is stored. */
export interface Element {
  readonly bytes: number;
  readonly read: (view: DataView, offset: number) => number;
}

/** The numbers of a binary array, element by element across the borders of the pieces they arrive in. */
export class ArrayCounter {
  private readonly name: string;
  private readonly element: Element;
  /** Of the whole array, the samples first. */
  private readonly shape: readonly number[];
  private readonly statistics = new Statistics();
  private readonly width: number;
  private counts: Map<number, number> | undefined = new Map();
  /** How often each byte occurs, where an element is one byte: pictures are read at the speed of the disk. */
  private readonly tally: Float64Array | undefined;
  private rest = new Uint8Array(0);
  private seen = 0;
  private missing = 0;
  private firstMissingRow: number | null = null;

  constructor(name: string, element: Element, shape: readonly number[]) {
    this.name = name;
    this.element = element;
    this.shape = shape;
    this.width = Math.max(1, sizeOf(shape.slice(1)));
    this.tally = element.bytes === 1 ? new Float64Array(256) : undefined;
  }

  /** Bytes that the shape promises. */
  get expectedBytes(): number {
    return sizeOf(this.shape) * this.element.bytes;
  }

  get receivedBytes(): number {
    return this.seen * this.element.bytes + this.rest.length;
  }

  push(piece: Uint8Array): void {
    if (this.tally) {
      for (const byte of piece) this.tally[byte] = (this.tally[byte] as number) + 1;
      this.seen += piece.length;
      return;
    }
    const { bytes, read } = this.element;
    const joined = this.rest.length === 0 ? piece : join(this.rest, piece);
    const view = new DataView(joined.buffer, joined.byteOffset, joined.byteLength);
    const end = joined.length - (joined.length % bytes);
    for (let offset = 0; offset < end; offset += bytes) this.add(read(view, offset));
    this.rest = joined.slice(end);
  }

  private add(value: number): void {
    const row = Math.floor(this.seen / this.width) + 1;
    this.seen++;
    if (!Number.isFinite(value)) {
      this.missing++;
      this.firstMissingRow ??= row;
      return;
    }
    this.count(value, 1);
  }

  private count(value: number, times: number): void {
    this.statistics.add(value, times);
    if (this.counts === undefined) return;
    this.counts.set(value, (this.counts.get(value) ?? 0) + times);
    if (this.counts.size > CLASS_LIMIT) this.counts = undefined;
  }

  private countTally(): void {
    this.tally?.forEach((times, byte) => {
      const value = this.element.read(new DataView(Uint8Array.of(byte).buffer), 0);
      if (times > 0) this.count(value, times);
    });
  }

  /** To be asked for once, at the end. Rows are counted from 1: an array has no header. */
  summary(): ColumnSummary {
    this.countTally();
    const { min, max, mean, std, integer } = this.statistics;
    const classes = this.counts && [...this.counts].sort(([a], [b]) => a - b);
    return {
      name: this.name,
      kind: 'number',
      min,
      max,
      mean,
      std,
      integer,
      missing: this.missing,
      firstMissingRow: this.firstMissingRow,
      distinct: classes?.length ?? CLASS_LIMIT + 1,
      ...(classes && { classes: classes.map(([value, count]) => ({ label: `${value}`, count })) }),
      shape: this.shape.slice(1),
    };
  }
}

/** The number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

export function join(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(left.length + right.length);
  joined.set(left);
  joined.set(right, left.length);
  return joined;
}
