import { t } from '#l10n';
import type { ColumnSummary } from '../data/summary.ts';
import { formatCount, formatNumber } from './numbers.ts';

/** How many classes a list names one by one. */
const namedClasses = 12;

/** In a few words: `0 to 16, mean 4.88` or `3 classes`. */
export function columnDetail(column: ColumnSummary): string {
  if (column.kind === 'text') return t`text, ${formatCount(column.distinct)} different values`;
  return t`${formatNumber(column.min)} to ${formatNumber(column.max)}, mean ${formatNumber(column.mean)}`;
}

/** What is in a column, as Markdown. */
export function columnDocumentation(column: ColumnSummary, rows: number): string {
  const name = `**${column.name}**`;
  const count = formatCount(rows);
  const facts = [
    column.kind === 'text'
      ? t`${name}, column of text, ${count} rows`
      : t`${name}, column of numbers, ${count} rows`,
  ];
  if (column.kind === 'number') {
    facts.push(
      `- ${t`from ${formatNumber(column.min)} to ${formatNumber(column.max)}`}`,
      `- ${t`mean ${formatNumber(column.mean)}, standard deviation ${formatNumber(column.std)}`}`,
    );
  }
  if (column.missing > 0) {
    facts.push(
      `- ${t`${formatCount(column.missing)} values missing, first in row ${column.firstMissingRow ?? ''}`}`,
    );
  }
  if (column.classes && column.classes.length <= namedClasses) {
    const counts = column.classes.map(({ label, count }) => `${label}: ${formatCount(count)}`);
    facts.push(`- ${t`${column.classes.length} different values (${counts.join(', ')})`}`);
  }
  return [facts[0], '', ...facts.slice(1)].join('\n');
}
