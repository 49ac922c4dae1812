/** Numbers that were predicted beside those that are right: for regression and for sequences. */
import type { RegressionResults, SequenceForecast } from '../../protocol.ts';
import { type Mark, type PlotPoint, plotFigure } from '../charts/plot.ts';
import { t } from '../localization.ts';
import type { Actions } from '../state.ts';

/** Predictions over the truth, and what is left over; on the diagonal all is right. */
export function regressionFigures(
  { actual, predicted }: RegressionResults,
  where: string,
  actions: Actions,
): HTMLElement[] {
  const pairs = actual.map((x, at): PlotPoint => ({ x, y: predicted[at] ?? Number.NaN }));
  const residuals = pairs.map(({ x, y }): PlotPoint => ({ x, y: y - x }));
  const ends = extent([...actual, ...predicted]);
  const across = extent(actual);
  return [
    plotFigure(
      {
        title: t('Predicted against actual'),
        caption: t('{0}; on the line the prediction is right', where),
        xTitle: t('actual'),
        yTitle: t('predicted'),
        square: true,
        marks: [
          {
            kind: 'dashed',
            label: t('right'),
            color: 'quiet',
            points: ends.map((x) => ({ x, y: x })),
          },
          { kind: 'points', label: t('samples'), color: 'blue', points: pairs },
        ],
      },
      actions.export,
    ),
    plotFigure(
      {
        title: t('Residuals'),
        caption: t('{0}; predicted minus actual: a pattern here is something not learned', where),
        xTitle: t('actual'),
        yTitle: t('residual'),
        marks: [
          {
            kind: 'dashed',
            label: t('right'),
            color: 'quiet',
            points: across.map((x) => ({ x, y: 0 })),
          },
          { kind: 'points', label: t('samples'), color: 'blue', points: residuals },
        ],
      },
      actions.export,
    ),
    plotFigure(
      {
        title: t('Distribution of the residuals'),
        caption: t('{0}; narrow and around 0 is good', where),
        xTitle: t('residual'),
        yTitle: t('samples'),
        marks: [
          {
            kind: 'bars',
            label: t('samples'),
            color: 'blue',
            points: histogram(residuals.map(({ y }) => y)),
          },
        ],
      },
      actions.export,
    ),
  ];
}

/** What the model saw, what came next, and what it forecast: a few samples. */
export function sequenceFigures(
  { samples, aligned }: SequenceForecast,
  actions: Actions,
): HTMLElement[] {
  return samples.map(({ input, actual, predicted }, index) => {
    const begin = aligned ? 0 : input.length;
    const steps = (values: readonly number[], from: number) =>
      values.map((y, at): PlotPoint => ({ x: from + at, y }));
    const marks: Mark[] = [
      { kind: 'line', label: t('seen'), color: 'quiet', points: steps(input, 0) },
    ];
    const kind = actual.length > 1 ? 'line' : 'points';
    marks.push(
      { kind, label: t('actual'), color: 'blue', points: steps(actual, begin) },
      {
        kind: actual.length > 1 ? 'dashed' : 'points',
        label: t('forecast'),
        color: 'orange',
        points: steps(predicted, begin),
      },
    );
    return plotFigure(
      {
        title: t('Sequence and forecast, sample {0}', index + 1),
        caption: aligned
          ? t('Each step has its target')
          : t('The steps that the model read, and what follows them'),
        xTitle: t('step'),
        yTitle: t('value'),
        marks,
      },
      actions.export,
    );
  });
}

/** Lowest and highest. */
export function extent(values: readonly number[]): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low > high ? [0, 1] : [low, high];
}

const BINS = 24;

/** Counts in equal bins, as bars. */
export function histogram(
  values: readonly number[],
  [low, high]: readonly [number, number] = extent(values),
): (PlotPoint & { readonly width: number })[] {
  const width = (high - low) / BINS || 1;
  const counts = new Array<number>(BINS).fill(0);
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor((value - low) / width)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((y, bin) => ({ x: low + bin * width, y, width }));
}
