import { Unzip, UnzipInflate } from 'fflate';
import { t } from '#l10n';
import { ArrayCounter, type Element, join, sizeOf } from './array-counter.ts';
import type { ColumnSummary, DataSummary } from './summary.ts';
import { Unreadable } from './unreadable.ts';

type Read = (view: DataView, offset: number, little: boolean) => number;

/** By NumPy's type string without its byte order. */
const ELEMENTS: Readonly<Record<string, readonly [bytes: number, read: Read]>> = {
  b1: [1, (view, offset) => view.getUint8(offset)],
  u1: [1, (view, offset) => view.getUint8(offset)],
  i1: [1, (view, offset) => view.getInt8(offset)],
  u2: [2, (view, offset, little) => view.getUint16(offset, little)],
  i2: [2, (view, offset, little) => view.getInt16(offset, little)],
  u4: [4, (view, offset, little) => view.getUint32(offset, little)],
  i4: [4, (view, offset, little) => view.getInt32(offset, little)],
  u8: [8, (view, offset, little) => Number(view.getBigUint64(offset, little))],
  i8: [8, (view, offset, little) => Number(view.getBigInt64(offset, little))],
  f4: [4, (view, offset, little) => view.getFloat32(offset, little)],
  f8: [8, (view, offset, little) => view.getFloat64(offset, little)],
};

/** What the header of an npy array says (NumPy Enhancement Proposal 1). */
const HEADER = /'descr':\s*'([<>|=])(\w+)'.*'shape':\s*\(([\d,\s]*)\)/s;

/** No header of an array of numbers is longer. */
const LONGEST_HEADER = 64 * 1024;

/** Takes one `.npy` array piece by piece. Throws `Unreadable`. */
class NpyReader {
  private readonly name: string;
  private head: Uint8Array = new Uint8Array(0);
  shape: readonly number[] = [];
  private values: ArrayCounter | undefined;

  constructor(name: string) {
    this.name = name;
  }

  push(piece: Uint8Array): void {
    if (this.values) {
      this.values.push(piece);
      return;
    }
    this.head = join(this.head, piece);
    const length = this.headerLength();
    if (length === undefined || this.head.length < length) return;
    this.values = this.readHeader(new TextDecoder('latin1').decode(this.head.subarray(0, length)));
    this.values.push(this.head.subarray(length));
  }

  /** The bytes before the values; undefined while too little has arrived. */
  private headerLength(): number | undefined {
    if (this.head.length < 12) return undefined;
    const view = new DataView(this.head.buffer, this.head.byteOffset, this.head.byteLength);
    const magic = new TextDecoder('latin1').decode(this.head.subarray(1, 6));
    const length = this.head[6] === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
    if (magic !== 'NUMPY' || length > LONGEST_HEADER) throw this.damaged();
    return length;
  }

  private readHeader(header: string): ArrayCounter {
    const [, order, type, shape] = HEADER.exec(header) ?? [];
    if (type === undefined || shape === undefined) throw this.damaged();
    const stored = ELEMENTS[type];
    if (!stored) {
      throw new Unreadable(
        t`The array "${this.name}" holds values of NumPy's type "${type}", which are not numbers NNSpec reads.`,
        t`Convert it with .astype("float32") or .astype("int64") before saving.`,
      );
    }
    const [bytes, read] = stored;
    const little = order !== '>';
    const element: Element = { bytes, read: (view, offset) => read(view, offset, little) };
    this.shape = shape.split(',').flatMap((extent) => (extent.trim() ? [Number(extent)] : []));
    return new ArrayCounter(this.name, element, this.shape);
  }

  finish(): ColumnSummary {
    const { values } = this;
    if (!values || values.receivedBytes !== values.expectedBytes) throw this.damaged();
    return values.summary();
  }

  private damaged(): Unreadable {
    return new Unreadable(
      t`The array "${this.name}" is damaged or cut off.`,
      t`Save the file again with numpy.savez.`,
    );
  }
}

/** Takes an npz file (a zip archive of npy arrays) piece by piece. Throws `Unreadable`. */
export class NpzReader {
  private readonly arrays: NpyReader[] = [];
  private readonly unzip: Unzip;
  private begun = false;

  constructor() {
    this.unzip = new Unzip((file) => {
      if (!file.name.endsWith('.npy')) return;
      const array = new NpyReader(file.name.slice(0, -'.npy'.length));
      this.arrays.push(array);
      file.ondata = (error, piece) => {
        if (error) throw error;
        array.push(piece);
      };
      file.start();
    });
    this.unzip.register(UnzipInflate);
  }

  push(piece: Uint8Array): void {
    if (!this.begun && piece.length > 0) {
      if (piece[0] !== 0x50) throw notNpz();
      this.begun = true;
    }
    this.unzip.push(piece, false);
  }

  finish(): DataSummary {
    this.unzip.push(new Uint8Array(0), true);
    const columns = this.arrays.map((array) => array.finish());
    const largest = [...this.arrays].sort((a, b) => sizeOf(b.shape) - sizeOf(a.shape))[0];
    if (!largest) throw notNpz();
    return {
      kind: 'summary',
      format: 'npz',
      rows: largest.shape[0] ?? 1,
      columns,
      shape: largest.shape.slice(1),
      duplicateRows: 0,
    };
  }
}

function notNpz(): Unreadable {
  return new Unreadable(
    t`This is not an npz file: one is a zip archive of NumPy arrays.`,
    t`Save it with numpy.savez("data.npz", x=…, y=…).`,
  );
}
