/**
 * Series that grow with a training, kept at a bounded length: their first and last points all, those between evenly chosen
 * along the training.
 */

/** What stays of a series once it is thinned, and how long it may grow until then. */
export interface SeriesBounds {
  readonly longest: number;
  /** Points at the beginning and at the end that are all kept. */
  readonly head: number;
  readonly tail: number;
  /** Places between them, of each of which one point is kept. */
  readonly between: number;
}

/** For curves: more points than a chart has pixels. */
export const CURVE_BOUNDS: SeriesBounds = { longest: 2000, head: 200, tail: 400, between: 800 };

/**
 * The series itself while it is short enough, otherwise a thinned copy.
 * @param placeOf where a point lies: its step; does not fall along the series
 */
export function bounded<T>(
  series: readonly T[],
  placeOf: (point: T) => number,
  bounds: SeriesBounds = CURVE_BOUNDS,
): readonly T[] {
  if (series.length <= bounds.longest) return series;
  const { head, tail, between } = bounds;
  const middle = series.slice(head, -tail);
  return [
    ...series.slice(0, head),
    ...firstOfEach(middle, between, placeOf),
    ...series.slice(-tail),
  ];
}

/** The first point in each of so many equal stretches. */
function firstOfEach<T>(
  points: readonly T[],
  stretches: number,
  placeOf: (point: T) => number,
): T[] {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return [];
  const begin = placeOf(first);
  const width = (placeOf(last) - begin) / stretches || 1;
  let latest = -1;
  return points.filter((point) => {
    const stretch = Math.floor((placeOf(point) - begin) / width);
    if (stretch === latest) return false;
    latest = stretch;
    return true;
  });
}

/** Evenly chosen, the first and the last among them. */
export function thinned<T>(points: readonly T[], most: number): readonly T[] {
  if (points.length <= most) return points;
  const stride = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, at) => points[Math.round(at * stride)] as T);
}
