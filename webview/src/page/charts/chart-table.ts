/** A chart's numbers as a table and as CSV. */
import { element } from '../elements.ts';
import { formatNumber } from '../format.ts';
import type { ChartDescription, Series } from './chart-description.ts';

/** A table of thousands of steps reads nobody. */
const MOST_ROWS = 200;

/** The strong lines, one row a place on the horizontal axis; of long ones the latest part. */
export function chartTable(description: ChartDescription, series: readonly Series[]): HTMLElement {
  const shown = series.filter(({ faint }) => !faint);
  const rows = rowsOf(shown).slice(-MOST_ROWS);
  return element(
    'table',
    {},
    element('caption', { class: 'hidden-visually' }, description.title),
    element(
      'thead',
      {},
      element('tr', {}, ...[description.xTitle, ...shown.map(({ label }) => label)].map(heading)),
    ),
    element(
      'tbody',
      {},
      ...rows.map(({ x, values }) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, formatNumber(x)),
          ...values.map((value) =>
            element('td', {}, value === null ? '' : description.format(value)),
          ),
        ),
      ),
    ),
  );
}

/** All lines with all digits. */
export function toCsv(description: ChartDescription, series: readonly Series[]): string {
  const titles = [description.xTitle, ...series.map(({ label }) => label)];
  const rows = rowsOf(series).map(({ x, values }) => [x, ...values.map((value) => value ?? '')]);
  return [titles.map(quote), ...rows].map((row) => row.join(',')).join('\n');
}

interface Row {
  readonly x: number;
  readonly values: (number | null)[];
}

function rowsOf(series: readonly Series[]): Row[] {
  const rows = new Map<number, Row>();
  for (const [column, { points }] of series.entries()) {
    for (const { x, y } of points) {
      const row = rows.get(x) ?? { x, values: series.map(() => null) };
      row.values[column] = y;
      rows.set(x, row);
    }
  }
  return [...rows.values()].sort((a, b) => a.x - b.x);
}

function heading(text: string): HTMLElement {
  return element('th', { scope: 'col' }, text);
}

function quote(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
