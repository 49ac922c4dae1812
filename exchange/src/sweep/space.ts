import type { Analysis, Range, SweepRange } from '#language';

/** A constant that a sweep gives other values. */
export interface SweptConstant {
  readonly name: string;
  readonly range: SweepRange;
  /** What holds in the plan. */
  readonly value: number;
  /** Where the range stands in the text. */
  readonly at: Range;
}

/** A value for each swept constant, by its name. */
export type Trial = Readonly<Record<string, number>>;

/** The swept constants of a text, in its order. */
export function sweptConstants({ resolved }: Analysis): SweptConstant[] {
  return resolved.constants.flatMap(({ name, sweep, value, syntax }) =>
    sweep && value !== undefined && syntax.value
      ? [{ name, range: sweep, value, at: syntax.value.range }]
      : [],
  );
}

/** The text with a trial's numbers in the places of the ranges. */
export function withTrial(text: string, constants: readonly SweptConstant[], trial: Trial): string {
  const edits = constants.toSorted((a, b) => b.at.start - a.at.start);
  return edits.reduce((changed, { name, at, value }) => {
    const number = String(trial[name] ?? value);
    return changed.slice(0, at.start) + number + changed.slice(at.end);
  }, text);
}

/**
 * A value from a range.
 * @param share uniform in [0, 1)
 */
export function drawn(range: SweepRange, share: number): number {
  switch (range.kind) {
    case 'choice':
      return range.values[Math.floor(share * range.values.length)] as number;
    case 'int_uniform':
      return range.low + Math.floor(share * (range.high - range.low + 1));
    case 'uniform':
      return rounded(range.low + share * (range.high - range.low));
    case 'log_uniform':
      return rounded(range.low * (range.high / range.low) ** share);
  }
}

/** Four digits say enough of a value that was drawn. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** Trials that show how a plan depends on its constants: each constant alone at several values, then all together. */
export function probingTrials(constants: readonly SweptConstant[]): Trial[] {
  const shares = [0.07, 0.41, 0.93];
  const start = Object.fromEntries(constants.map(({ name, value }) => [name, value]));
  const alone = constants.flatMap(({ name, range }) =>
    shares.map((share) => ({ ...start, [name]: drawn(range, share) })),
  );
  const together = shares.map((share, shift) =>
    Object.fromEntries(
      constants.map(({ name, range }, index) => [
        name,
        drawn(range, (share + 0.29 * (index + shift)) % 1),
      ]),
    ),
  );
  return [...alone, ...together];
}
