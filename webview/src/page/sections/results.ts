/** What the trained model does with data it has not learned from. */
import type { Metrics } from '#engine';
import type { ClassificationResults, Mistake, Results } from '../../protocol.ts';
import { element, replaceContent, whenChanged } from '../elements.ts';
import { formatCount, formatMetric, formatShare } from '../format.ts';
import { t } from '../localization.ts';
import { metricName, partName } from '../names.ts';
import { type Actions, type Section, shownSpecification } from '../state.ts';
import { regressionFigures, sequenceFigures } from './forecasts.ts';
import { sampleImage } from './pictures.ts';
import { calibrationFigure, entropyFigures, intervalFigure, mostUncertain } from './trust.ts';

export function createResults(actions: Actions): Section {
  const container = element('div', { class: 'results' });
  const changed = whenChanged();
  const title = element('h2', { id: 'results-title', class: 'hidden-visually' }, t('Results'));
  return {
    element: element('section', { 'aria-labelledby': 'results-title' }, title, container),
    update(state) {
      const { run } = state;
      const shape = shownSpecification(state)?.plan.data.shape ?? [];
      changed([run?.results, run?.end], () => {
        const content = run?.results ? contentOf(run.results, shape, actions) : [emptyState()];
        const end = run?.end?.type === 'finished' ? run.end : null;
        replaceContent(container, end ? metricsTable(end) : null, ...content);
      });
    },
  };
}

function emptyState(): HTMLElement {
  return element(
    'p',
    { class: 'empty-state' },
    t('When the model has trained, its results on held-out samples are shown here. Press Train.'),
  );
}

function contentOf(results: Results, shape: readonly number[], actions: Actions): HTMLElement[] {
  const { part, samples, classification, regression } = results;
  const where = t('{0} {1} samples', formatCount(samples), partName(part));
  const { calibration, uncertainty, sequence } = results;
  const rows: HTMLElement[] = [];
  if (classification) {
    const side = calibration ? [calibrationFigure(calibration, actions)] : [];
    const wrong = classification.mistakes.length > 0 ? [mistakeGallery(classification, shape)] : [];
    rows.push(row('flow', confusionTable(classification, where), ...side, ...wrong));
  }
  if (uncertainty?.classes) {
    const names = classification?.classes ?? [];
    const entropies = entropyFigures(uncertainty.classes, uncertainty.rounds, actions);
    const samples = mostUncertain(uncertainty.classes, names, shape);
    rows.push(row('flow', ...entropies, samples));
  }
  if (regression) {
    const interval = uncertainty?.values
      ? [intervalFigure(uncertainty.values, uncertainty.rounds, actions)]
      : [];
    rows.push(row('plots', ...regressionFigures(regression, where, actions), ...interval));
  }
  if (sequence) rows.push(row('plots', ...sequenceFigures(sequence, actions)));
  return rows;
}

function row(kind: string, ...parts: readonly HTMLElement[]): HTMLElement {
  return element('div', { class: `result-row ${kind}` }, ...parts);
}

function metricsTable(end: {
  readonly train: Metrics;
  readonly validation: Metrics | null;
  readonly test: Metrics | null;
}): HTMLElement {
  const parts = (
    [
      ['train', end.train],
      ['validation', end.validation],
      ['test', end.test],
    ] as const
  ).flatMap(([name, metrics]) => (metrics ? [{ name, metrics }] : []));
  return element(
    'div',
    {},
    element('h3', { id: 'metrics-title' }, t('Metrics')),
    element(
      'table',
      { class: 'metrics', 'aria-labelledby': 'metrics-title' },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('td'),
          ...parts.map(({ name }) => element('th', { scope: 'col' }, partName(name))),
        ),
      ),
      element(
        'tbody',
        {},
        ...Object.keys(end.train).map((name) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, metricName(name)),
            ...parts.map(({ metrics }) =>
              element('td', {}, formatMetric(name, metrics[name] ?? Number.NaN)),
            ),
          ),
        ),
      ),
    ),
  );
}

/** Rows are what the samples are, columns what the model takes them for; recall at the right, precision below. */
function confusionTable({ classes, confusion }: ClassificationResults, where: string): HTMLElement {
  const count = classes.length;
  const at = (row: number, column: number) => confusion[row * count + column] ?? 0;
  const indices = classes.map((_, index) => index);
  const rowSum = (row: number) => indices.reduce((sum, column) => sum + at(row, column), 0);
  const columnSum = (column: number) => indices.reduce((sum, row) => sum + at(row, column), 0);
  const body = indices.map((row) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, classes[row] ?? ''),
      ...indices.map((column) => {
        const value = at(row, column);
        const cell = element('td', { class: row === column ? 'right' : 'wrong' });
        cell.textContent = value === 0 ? '·' : formatCount(value);
        cell.style.setProperty('--share', String(value / Math.max(1, rowSum(row))));
        return cell;
      }),
      element('td', { class: 'margin' }, ratio(at(row, row), rowSum(row))),
    ),
  );
  return element(
    'div',
    { class: 'card matrix' },
    element('h3', { id: 'confusion-title' }, t('Confusion matrix')),
    element('p', { class: 'quiet' }, t('{0}; rows: true class, columns: predicted class', where)),
    element(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-labelledby': 'confusion-title' },
      element(
        'table',
        { class: 'confusion', 'aria-labelledby': 'confusion-title' },
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            element('td'),
            ...classes.map((name) => element('th', { scope: 'col' }, name)),
            element('th', { scope: 'col', class: 'margin' }, t('recall')),
          ),
        ),
        element(
          'tbody',
          {},
          ...body,
          element(
            'tr',
            {},
            element('th', { scope: 'row', class: 'margin' }, t('precision')),
            ...indices.map((column) =>
              element('td', { class: 'margin' }, ratio(at(column, column), columnSum(column))),
            ),
            element('td', { class: 'margin' }),
          ),
        ),
      ),
    ),
  );
}

function ratio(part: number, whole: number): string {
  return whole === 0 ? '–' : formatShare(part / whole);
}

function mistakeGallery(
  { classes, mistakes }: ClassificationResults,
  shape: readonly number[],
): HTMLElement {
  return element(
    'div',
    { class: 'card samples' },
    element('h3', {}, t('Worst mistakes')),
    element('p', { class: 'quiet' }, t('Wrong, and most sure of it')),
    element(
      'ul',
      { class: 'mistakes' },
      ...mistakes.map((one) => mistakeEntry(one, classes, shape)),
    ),
  );
}

function mistakeEntry(
  { input, actual, predicted, probability }: Mistake,
  classes: readonly string[],
  shape: readonly number[],
): HTMLElement {
  return element(
    'li',
    {},
    sampleImage(input, shape),
    element(
      'span',
      {},
      t('{0}, taken for {1}', classes[actual] ?? actual, classes[predicted] ?? predicted),
    ),
    element('span', { class: 'quiet' }, formatShare(probability)),
  );
}
