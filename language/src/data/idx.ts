import { t } from '#l10n';
import { ArrayCounter, type Element, join, sizeOf } from './array-counter.ts';
import type { DataSummary } from './summary.ts';
import { Unreadable } from './unreadable.ts';

/** By the third byte of the file; numbers are big-endian (LeCun, Cortes & Burges: the MNIST database). */
const ELEMENTS: Readonly<Record<number, Element>> = {
  8: { bytes: 1, read: (view, offset) => view.getUint8(offset) },
  9: { bytes: 1, read: (view, offset) => view.getInt8(offset) },
  11: { bytes: 2, read: (view, offset) => view.getInt16(offset) },
  12: { bytes: 4, read: (view, offset) => view.getInt32(offset) },
  13: { bytes: 4, read: (view, offset) => view.getFloat32(offset) },
  14: { bytes: 8, read: (view, offset) => view.getFloat64(offset) },
};

/** Takes an idx file piece by piece. Throws `Unreadable`. */
export class IdxReader {
  private head: Uint8Array = new Uint8Array(0);
  private shape: readonly number[] = [];
  private values: ArrayCounter | undefined;

  push(piece: Uint8Array): void {
    if (this.values) {
      this.take(this.values, piece);
      return;
    }
    this.head = join(this.head, piece);
    if (this.head.length < 4) return;
    const dimensions = this.head[3] as number;
    const element = ELEMENTS[this.head[2] as number];
    if (this.head[0] !== 0 || this.head[1] !== 0 || !element || dimensions === 0) throw notIdx();
    const length = 4 + 4 * dimensions;
    if (this.head.length < length) return;
    const view = new DataView(this.head.buffer, this.head.byteOffset, length);
    this.shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis));
    this.values = new ArrayCounter('value', element, this.shape);
    this.take(this.values, this.head.subarray(length));
  }

  private take(values: ArrayCounter, piece: Uint8Array): void {
    values.push(piece);
    if (values.receivedBytes > values.expectedBytes) throw this.wrongLength(values, t`more`);
  }

  finish(): DataSummary {
    if (!this.values) throw notIdx();
    if (sizeOf(this.shape) === 0) {
      throw new Unreadable(t`The file holds no samples.`, t`Write at least one sample to it.`);
    }
    if (this.values.receivedBytes < this.values.expectedBytes) {
      throw this.wrongLength(this.values, t`only ${this.values.receivedBytes}`);
    }
    return {
      kind: 'summary',
      format: 'idx',
      rows: this.shape[0] as number,
      columns: [this.values.summary()],
      shape: this.shape.slice(1),
      duplicateRows: 0,
    };
  }

  private wrongLength(values: ArrayCounter, found: string): Unreadable {
    return new Unreadable(
      t`The header promises ${this.shape.join('×')} values (${values.expectedBytes} bytes), ${found} follow.`,
      t`The file is damaged or was cut off: download or write it again.`,
    );
  }
}

function notIdx(): Unreadable {
  return new Unreadable(
    t`This is not an idx file: one begins with two zero bytes, the type of its numbers and its rank.`,
    t`Check that it was unpacked, and that its name fits its content.`,
  );
}
