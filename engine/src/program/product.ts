import type { Build } from './build.ts';
import type { Address } from './program.ts';

interface Matrix {
  readonly at: Address;
  /** Floats from one row, as stored, to the next. */
  readonly stride: number;
  readonly transposed?: boolean;
}

interface Product {
  readonly a: Matrix;
  readonly b: Matrix;
  readonly c: Matrix;
  /** A vector that every row starts from (a bias); null or absent: zeros. */
  readonly start?: Address | null;
  /** Add to what C holds instead. */
  readonly accumulate?: boolean;
  /** A may be mostly zeros: look, and skip them where that pays. Only with B as it is stored. */
  readonly mayHaveZeros?: boolean;
  /** The same of B, where A is transposed: gradients that come through a relu. */
  readonly mayHaveZerosRight?: boolean;
  /** Laid out as C: where it is 0, C may be 0 too. Only with B transposed and A as it is stored. */
  readonly mask?: Address | null;
  /** Rows and columns of C, depth of the sums. */
  readonly size: readonly [rows: number, columns: number, depth: number];
  /** Lower bound of the results: 0 is a relu. */
  readonly floor?: number;
}

/**
 * The kernel's blocks of depth, and the largest right operand it packs as a whole: see
 * engine/kernels/matmul.ts.
 */
const DEPTH_BLOCK = 512;
const SHALLOW_FLOATS = 16_384;

/** Zeros that a product starts from which skips the right operand's (engine/kernels/sparse-product.ts). */
const SPARSE_STRIP = 64;

/**
 * Floats of scratch that a product needs: its packed left operand (`rows` 0: it is not packed), and
 * a panel or all of the right one.
 */
export function productScratch(rows: number, depth: number): number {
  const block = Math.min(depth, DEPTH_BLOCK);
  return rows * block + Math.max(8 * block, SHALLOW_FLOATS) + 16;
}

/** C = start + A·B. */
export function emitProduct(build: Build, product: Product): void {
  const { a, b, c, size } = product;
  const [rows, columns, depth] = size;
  const floor = product.floor ?? Number.NEGATIVE_INFINITY;
  const scratch = build.scratch(productScratch(a.transposed ? 0 : rows, depth));
  if (product.mayHaveZerosRight) {
    const matrices = [a.at, a.stride, b.at, b.stride, c.at, c.stride] as const;
    const zeros = build.zeros(Math.max(columns, SPARSE_STRIP) + 8);
    build.run('multiplySparseTransposed', ...matrices, zeros, ...size, scratch);
    return;
  }
  if (product.mayHaveZeros && !b.transposed && !product.accumulate) {
    const left = [a.at, a.stride, a.transposed ? 1 : 0] as const;
    const start = product.start ?? build.zeros(columns + 8);
    const matrices = [...left, b.at, b.stride, c.at, c.stride, start] as const;
    build.run('multiplySparse', ...matrices, ...size, floor, scratch);
    return;
  }
  if (product.mask) {
    const matrices = [a.at, a.stride, b.at, b.stride, c.at, c.stride] as const;
    build.run(
      'multiplyMasked',
      ...matrices,
      product.mask,
      build.zeros(columns + 8),
      ...size,
      scratch,
    );
    return;
  }
  const start = product.accumulate ? c.at : (product.start ?? build.zeros(columns + 8));
  build.run(
    'multiply',
    a.at,
    a.stride,
    a.transposed ? 1 : 0,
    b.at,
    b.stride,
    b.transposed ? 1 : 0,
    c.at,
    c.stride,
    start,
    product.accumulate ? c.stride : 0,
    rows,
    columns,
    depth,
    floor,
    scratch,
  );
}
