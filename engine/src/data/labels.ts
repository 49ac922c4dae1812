/**
 * Distinct labels of one target column, and the index of each sample's label among them in sorted order:
 * numbers by size where all labels are numbers (`2` before `10`, `1.0` the same as `1`), text by code unit.
 */
export function encodeLabels(labels: readonly string[]): { classes: string[]; codes: Int32Array } {
  const found = new Map<string, number>();
  const appearance = new Int32Array(labels.length);
  labels.forEach((label, sample) => {
    let index = found.get(label);
    if (index === undefined) {
      index = found.size;
      found.set(label, index);
    }
    appearance[sample] = index;
  });
  const spellings = [...found.keys()];
  const numeric = spellings.every((text) => text !== '' && Number.isFinite(Number(text)));
  const names = numeric ? spellings.map((text) => String(Number(text))) : spellings;
  const classes = [...new Set(names)].sort(
    numeric ? (a, b) => Number(a) - Number(b) : (a, b) => (a < b ? -1 : 1),
  );
  const places = placesOf(classes);
  const order = names.map((name) => places.get(name) as number);
  return { classes, codes: appearance.map((index) => order[index] as number) };
}

/** Where each value stands in a list: there may be as many as samples. */
export function placesOf<T>(values: readonly T[]): ReadonlyMap<T, number> {
  return new Map(values.map((value, place) => [value, place]));
}

/** The same for a target that is numbers in the source (idx labels, an npz array, a generator). */
export function encodeNumericLabels(values: ArrayLike<number>): {
  classes: string[];
  codes: Int32Array;
} {
  const distinct = [...new Set(Array.from(values))].sort((a, b) => a - b);
  const index = placesOf(distinct);
  return {
    classes: distinct.map(String),
    codes: Int32Array.from(values, (value) => index.get(value) as number),
  };
}
