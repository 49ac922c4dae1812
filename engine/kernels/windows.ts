// Windows that slide over images [batch, height, width, channels]: the geometry that convolutions
// and pools share, and images with zeros around them, in which no window hangs over an edge.

/**
 * One of the fourteen integers of a geometry, which lie in memory because every kernel needs all of
 * them: height, width, channels, kernel height, kernel width, stride y, stride x, padding top,
 * padding left, output height, output width, filters, height and width of the padded image.
 */
@inline
export function at(geometry: usize, index: i32): i32 {
  return i32.load(geometry + (index << 2));
}

/** Copies images into larger ones with zeros around them. */
export function padImages(x: usize, padded: usize, geometry: usize, batch: i32): void {
  const height = at(geometry, 0), row = at(geometry, 1) * at(geometry, 2);
  const top = at(geometry, 7), left = at(geometry, 8) * at(geometry, 2);
  const paddedHeight = at(geometry, 12), paddedRow = at(geometry, 13) * at(geometry, 2);
  memory.fill(padded, 0, <usize>(batch * paddedHeight * paddedRow) << 2);
  for (let image = 0; image < batch; image++) {
    for (let y = 0; y < height; y++) {
      const target = (image * paddedHeight + top + y) * paddedRow + left;
      const source = (image * height + y) * row;
      memory.copy(padded + (<usize>target << 2), x + (<usize>source << 2), <usize>row << 2);
    }
  }
}

/** Copies images out of larger ones. */
export function cropImages(padded: usize, x: usize, geometry: usize, batch: i32): void {
  const height = at(geometry, 0), row = at(geometry, 1) * at(geometry, 2);
  const top = at(geometry, 7), left = at(geometry, 8) * at(geometry, 2);
  const paddedHeight = at(geometry, 12), paddedRow = at(geometry, 13) * at(geometry, 2);
  for (let image = 0; image < batch; image++) {
    for (let y = 0; y < height; y++) {
      const source = (image * paddedHeight + top + y) * paddedRow + left;
      const target = (image * height + y) * row;
      memory.copy(x + (<usize>target << 2), padded + (<usize>source << 2), <usize>row << 2);
    }
  }
}
