// Embedding: rows of a table, chosen by whole numbers that arrive as floats.

@inline
function rowOf(indices: usize, i: i32, vocabulary: i32): i32 {
  // Clamped: a row outside the table must never be read or written.
  return max(0, min(vocabulary - 1, <i32>f32.load(indices + (<usize>i << 2))));
}

/** y[i] = table[indices[i]]. */
export function embeddingForward(
  indices: usize, table: usize, y: usize, count: i32, vocabulary: i32, dimensions: i32,
): void {
  const bytes = <usize>dimensions << 2;
  for (let i = 0; i < count; i++) {
    memory.copy(y, table + <usize>rowOf(indices, i, vocabulary) * bytes, bytes);
    y += bytes;
  }
}

/** The table's gradient: dy added up by row; cleared first. */
export function embeddingBackward(
  indices: usize, dy: usize, dTable: usize, count: i32, vocabulary: i32, dimensions: i32,
): void {
  const bytes = <usize>dimensions << 2;
  memory.fill(dTable, 0, <usize>vocabulary * bytes);
  for (let i = 0; i < count; i++) {
    const row = dTable + <usize>rowOf(indices, i, vocabulary) * bytes;
    for (let j: usize = 0; j < bytes; j += 4) {
      f32.store(row + j, f32.load(row + j) + f32.load(dy + j));
    }
    dy += bytes;
  }
}
