// Packing of matrices for the products of matmul.ts: panels of eight columns, blocks of five and
// four rows.

/** How many blocks of five rows: the rest is covered by blocks of four, then by single rows. */
@inline
export function fiveRowBlocks(rows: i32): i32 {
  const fours = (5 - (rows % 5)) % 5;
  return fours * 4 <= rows ? (rows - fours * 4) / 5 : rows / 5;
}

/**
 * B[depth, columns] (or its transpose) as consecutive panels: `depth · 8 · ⌈columns / 8⌉` floats,
 * for `multiplyPacked`.
 */
export function packPanels(
  b: usize, bStride: i32, transposeB: bool, columns: i32, depth: i32, packed: usize,
): void {
  packPanelsInto(b, bStride, transposeB, columns, depth, packed, depth);
}

/**
 * The same into panels of `whole` rows, for two matrices one above the other: `packed` then is where
 * the first row of this one goes in the first panel.
 */
export function packPanelsInto(
  b: usize, bStride: i32, transposeB: bool, columns: i32, depth: i32, packed: usize, whole: i32,
): void {
  for (let j = 0; j < columns; j += 8) {
    const width = min(8, columns - j);
    if (transposeB) packPanelTransposed(b + ((j * bStride) << 2), bStride, depth, width, packed);
    else packPanel(b + (j << 2), bStride, depth, width, packed);
    packed += whole << 5;
  }
}

/** Eight (or `width`) columns of a row-major matrix as [depth][8], the missing columns zero. */
export function packPanel(b: usize, stride: i32, depth: i32, width: i32, panel: usize): void {
  const step = <usize>stride << 2;
  const end = panel + (<usize>depth << 5);
  if (width == 8) {
    while (panel < end) {
      v128.store(panel, v128.load(b));
      v128.store(panel, v128.load(b, 16), 16);
      b += step;
      panel += 32;
    }
    return;
  }
  while (panel < end) {
    v128.store(panel, f32x4.splat(0));
    v128.store(panel, f32x4.splat(0), 16);
    for (let j = 0; j < width; j++) f32.store(panel + (j << 2), f32.load(b + (j << 2)));
    b += step;
    panel += 32;
  }
}

/** The same from a matrix stored [columns, depth]. */
export function packPanelTransposed(
  b: usize, stride: i32, depth: i32, width: i32, panel: usize,
): void {
  if (width == 8) {
    transposeFour(b, stride, depth, panel, 32);
    transposeFour(b + (stride << 4), stride, depth, panel + 16, 32);
    return;
  }
  for (let k = 0; k < depth; k++) {
    v128.store(panel, f32x4.splat(0));
    v128.store(panel, f32x4.splat(0), 16);
    for (let j = 0; j < width; j++) {
      f32.store(panel + (j << 2), f32.load(b + ((j * stride + k) << 2)));
    }
    panel += 32;
  }
}

/** Four rows of `depth` numbers as `depth` groups of four, `step` bytes apart. */
function transposeFour(source: usize, stride: i32, depth: i32, target: usize, step: usize): void {
  const s = <usize>stride << 2;
  let k = 0;
  for (; k + 4 <= depth; k += 4) {
    const r0 = v128.load(source);
    const r1 = v128.load(source + s);
    const r2 = v128.load(source + 2 * s);
    const r3 = v128.load(source + 3 * s);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(target, v128.shuffle<f64>(low01, low23, 0, 2));
    v128.store(target + step, v128.shuffle<f64>(low01, low23, 1, 3));
    v128.store(target + 2 * step, v128.shuffle<f64>(high01, high23, 0, 2));
    v128.store(target + 3 * step, v128.shuffle<f64>(high01, high23, 1, 3));
    source += 16;
    target += 4 * step;
  }
  for (; k < depth; k++) {
    f32.store(target, f32.load(source));
    f32.store(target, f32.load(source + s), 4);
    f32.store(target, f32.load(source + 2 * s), 8);
    f32.store(target, f32.load(source + 3 * s), 12);
    source += 4;
    target += step;
  }
}

/**
 * All rows of A as blocks [depth][5], then [depth][4], then single rows: the order in which
 * `multiplyPanel` reads them.
 */
export function packRows(a: usize, stride: i32, rows: i32, depth: i32, packed: usize): void {
  packRowsInto(a, stride, rows, depth, packed, 0, depth);
}

/** The same into blocks of depth `whole` from their row `from` on: two matrices side by side. */
export function packRowsInto(
  a: usize, stride: i32, rows: i32, depth: i32, packed: usize, from: i32, whole: i32,
): void {
  const fives = fiveRowBlocks(rows);
  for (let i = 0; i < fives; i++) {
    const target = packed + <usize>(20 * from);
    transposeFour(a, stride, depth, target, 20);
    let source = a + (stride << 4);
    for (let k = 0; k < depth; k++) {
      f32.store(target + 20 * k, f32.load(source), 16);
      source += 4;
    }
    a += (<usize>stride) * 20;
    packed += (<usize>whole) * 20;
  }
  let rest = rows - fives * 5;
  for (; rest >= 4; rest -= 4) {
    transposeFour(a, stride, depth, packed + <usize>(16 * from), 16);
    a += <usize>stride << 4;
    packed += <usize>whole << 4;
  }
  for (; rest > 0; rest--) {
    memory.copy(packed + <usize>(4 * from), a, <usize>depth << 2);
    a += <usize>stride << 2;
    packed += <usize>whole << 2;
  }
}
