/** How far the model's answers can be trusted: its calibration, and what Monte Carlo dropout says of them. */
import type { Calibration } from '#engine';
import type { ClassUncertainty, UncertaintyResults } from '../../protocol.ts';
import { type PlotPoint, plotFigure } from '../charts/plot.ts';
import { element } from '../elements.ts';
import { formatNumber, formatShare } from '../format.ts';
import { plural, t } from '../localization.ts';
import type { Actions } from '../state.ts';
import { extent, histogram } from './forecasts.ts';
import { sampleImage } from './pictures.ts';

/** The reliability diagram (Guo et al. 2017): in each bin of confidence, how often the model is right. */
export function calibrationFigure(
  { bins, expectedError, largestError }: Calibration,
  actions: Actions,
): HTMLElement {
  const filled = bins.filter(({ count }) => count > 0);
  return plotFigure(
    {
      title: t('Reliability'),
      caption: t(
        'Expected calibration error {0}, largest {1}. Bars under the line: the model is surer than it is right',
        formatShare(expectedError),
        formatShare(largestError),
      ),
      xTitle: t('confidence'),
      yTitle: t('share that is right'),
      xRange: [0, 1],
      yRange: [0, 1],
      marks: [
        {
          kind: 'bars',
          label: t('measured'),
          color: 'blue',
          points: filled.map(({ low, high, accuracy }) => ({
            x: low,
            y: accuracy,
            width: high - low,
          })),
        },
        {
          kind: 'dashed',
          label: t('perfectly calibrated'),
          color: 'quiet',
          points: [0, 1].map((x) => ({ x, y: x })),
        },
      ],
    },
    actions.export,
  );
}

/** How the numbers were measured. */
function method(rounds: number): string {
  const predictions = plural(
    rounds,
    t('{0} stochastic prediction'),
    t('{0} stochastic predictions'),
  );
  return t('Monte Carlo dropout, {0} of each sample', predictions);
}

/** Samples in the order of their prediction, each with mean ± 2σ beside the truth. */
export function intervalFigure(
  { actual, mean, std }: NonNullable<UncertaintyResults['values']>,
  rounds: number,
  actions: Actions,
): HTMLElement {
  const order = mean.map((_, at) => at).sort((a, b) => (mean[a] ?? 0) - (mean[b] ?? 0));
  const band = order.map((sample, x) => {
    const [y, spread] = [mean[sample] ?? 0, 2 * (std[sample] ?? 0)];
    return { x, y, low: y - spread, high: y + spread };
  });
  const truth = order.map((sample, x): PlotPoint => ({ x, y: actual[sample] ?? Number.NaN }));
  const inside = band.filter(({ low, high }, at) => {
    const y = truth[at]?.y ?? Number.NaN;
    return low <= y && y <= high;
  });
  const share = formatShare(inside.length / Math.max(1, band.length));
  return plotFigure(
    {
      title: t('Mean ± 2σ'),
      caption: t('{0}; {1} of the right answers lie inside', method(rounds), share),
      xTitle: t('samples, by prediction'),
      yTitle: t('value'),
      marks: [
        { kind: 'band', label: t('mean ± 2σ'), color: 'blue', points: band },
        { kind: 'line', label: t('mean'), color: 'blue', points: band },
        { kind: 'points', label: t('actual'), color: 'orange', points: truth },
      ],
    },
    actions.export,
  );
}

/** Entropy tells right answers from wrong ones where the model knows what it does not know. */
export function entropyFigures(
  { entropy, mutualInformation, right }: ClassUncertainty,
  rounds: number,
  actions: Actions,
): HTMLElement[] {
  const figure = (title: string, caption: string, numbers: readonly number[]) => {
    const range = extent([0, ...numbers]);
    const of = (wanted: boolean) =>
      histogram(
        numbers.filter((_, at) => right[at] === wanted),
        range,
      );
    return plotFigure(
      {
        title,
        caption,
        xTitle: t('nats'),
        yTitle: t('samples'),
        marks: [
          { kind: 'bars', label: t('right'), color: 'blue', points: of(true) },
          { kind: 'bars', label: t('wrong'), color: 'orange', points: of(false) },
        ],
      },
      actions.export,
    );
  };
  const how = method(rounds);
  return [
    figure(t('Predictive entropy'), t('{0}; all uncertainty together', how), entropy),
    figure(
      t('Mutual information'),
      t('{0}; the part of it that more data would lessen', how),
      mutualInformation,
    ),
  ];
}

export function mostUncertain(
  { mostUncertain }: ClassUncertainty,
  names: readonly string[],
  shape: readonly number[],
): HTMLElement {
  return element(
    'div',
    { class: 'card samples' },
    element('h3', {}, t('Most uncertain samples')),
    element('p', { class: 'quiet' }, t('Highest predictive entropy first')),
    element(
      'ul',
      { class: 'mistakes' },
      ...mostUncertain.map(({ input, actual, predicted, probability, entropy }) =>
        element(
          'li',
          {},
          sampleImage(input, shape),
          element(
            'span',
            {},
            actual === predicted
              ? t('{0}, recognised', names[actual] ?? actual)
              : t('{0}, taken for {1}', names[actual] ?? actual, names[predicted] ?? predicted),
          ),
          element(
            'span',
            { class: 'quiet' },
            t('{0}, entropy {1}', formatShare(probability), formatNumber(entropy)),
          ),
        ),
      ),
    ),
  );
}
