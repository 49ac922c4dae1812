import type { Band } from './markers.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Series {
  readonly label: string;
  /** Asked again when the theme changes. */
  readonly color: () => string;
  readonly points: readonly Point[];
  /** Raw numbers behind a smoother line. */
  readonly faint?: boolean;
  readonly dashed?: boolean;
}

export interface ChartDescription {
  readonly title: string;
  /** The quantity that is drawn: findings refer to it. */
  readonly quantity: string;
  /** What the numbers on the horizontal axis are: `epoch`. */
  readonly xTitle: string;
  readonly logarithmic?: boolean;
  readonly logarithmicX?: boolean;
  /** The vertical axis begins at 0. */
  readonly fromZero?: boolean;
  /** The numbers are shares, and named in per cent. */
  readonly shares?: boolean;
  /** What is usual, drawn behind the lines. */
  readonly band?: Band;
  readonly format: (value: number) => string;
  readonly export: (name: string, content: Blob) => void;
}
