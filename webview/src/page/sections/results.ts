/** What the trained model does with data it has not learned from. */
import type { Metrics } from '#engine';
import type { ClassificationResults, Mistake, Results } from '../../protocol.ts';
import { element, replaceContent, whenChanged } from '../elements.ts';
import { formatCount, formatMetric, formatShare, words } from '../format.ts';
import { type Section, shownSpecification } from '../state.ts';
import { onCanvasThemeChange, regressionFigure, sampleImage } from './pictures.ts';

export function createResults(): Section {
  const container = element('div', { class: 'results' });
  const changed = whenChanged();
  let themes = 0;
  const title = element('h2', { id: 'results-title', class: 'hidden-visually' }, 'Results');
  const section: Section = {
    element: element('section', { 'aria-labelledby': 'results-title' }, title, container),
    update(state) {
      const { run } = state;
      const shape = shownSpecification(state)?.plan.data.shape ?? [];
      changed([run?.results, run?.end, themes], () => {
        const content = run?.results ? contentOf(run.results, shape) : [emptyState()];
        const end = run?.end?.type === 'finished' ? run.end : null;
        replaceContent(container, end ? metricsTable(end) : null, ...content);
      });
    },
  };
  onCanvasThemeChange(() => {
    themes++;
  });
  return section;
}

function emptyState(): HTMLElement {
  return element(
    'p',
    { class: 'empty-state' },
    'When the model has trained, its results on held-out samples are shown here. Press Train.',
  );
}

function contentOf(results: Results, shape: readonly number[]): HTMLElement[] {
  const { part, samples, classification, regression } = results;
  const where = `${formatCount(samples)} ${part === 'train' ? 'training' : part} samples`;
  const figures: HTMLElement[] = [];
  if (classification) figures.push(confusionTable(classification, where));
  if (classification && classification.mistakes.length > 0) {
    figures.push(mistakeGallery(classification, shape));
  }
  if (regression) figures.push(...regressionFigure(regression, where));
  return figures;
}

function metricsTable(end: {
  readonly train: Metrics;
  readonly validation: Metrics | null;
  readonly test: Metrics | null;
}): HTMLElement {
  const parts = (
    [
      ['training', end.train],
      ['validation', end.validation],
      ['test', end.test],
    ] as const
  ).flatMap(([name, metrics]) => (metrics ? [{ name, metrics }] : []));
  return element(
    'div',
    { class: 'card' },
    element('h3', { id: 'metrics-title' }, 'Metrics'),
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
          ...parts.map(({ name }) => element('th', { scope: 'col' }, name)),
        ),
      ),
      element(
        'tbody',
        {},
        ...Object.keys(end.train).map((name) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, words(name)),
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
    { class: 'card wide' },
    element('h3', { id: 'confusion-title' }, 'Confusion matrix'),
    element('p', { class: 'quiet' }, `${where}; rows: true class, columns: predicted class`),
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
            element('th', { scope: 'col', class: 'margin' }, 'recall'),
          ),
        ),
        element(
          'tbody',
          {},
          ...body,
          element(
            'tr',
            {},
            element('th', { scope: 'row', class: 'margin' }, 'precision'),
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
    { class: 'card wide' },
    element('h3', {}, 'Worst mistakes'),
    element('p', { class: 'quiet' }, 'Wrong, and most sure of it'),
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
    element('span', {}, `${classes[actual]} taken for ${classes[predicted]}`),
    element('span', { class: 'quiet' }, formatShare(probability)),
  );
}
