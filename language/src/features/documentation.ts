import { TUNING_TABLE, type TuningRow } from '../catalogue/tuning-table.ts';
import type { Entry, Parameter, ValueRange } from '../catalogue/types.ts';

/** Markdown about a word of the language: call, documentation, formula, source. */
export function entryDocumentation(entry: Entry): string {
  const parts = [codeBlock(signatureOf(entry)), `**${entry.summary}**`, entry.documentation];
  if (entry.formula) parts.push(codeBlock(entry.formula, 'text'));
  if (entry.source) parts.push(`*${entry.source}*`);
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Markdown about an argument: type, range, default, documentation, its row of the tuning table. */
export function parameterDocumentation(parameter: Parameter): string {
  const parts = [codeBlock(parameterLabel(parameter)), parameter.documentation];
  const facts = [rangeWords(parameter.range), defaultWords(parameter)].filter(
    (fact) => fact !== '',
  );
  if (facts.length > 0) parts.push(`${facts.join('; ')}.`);
  if (parameter.choices) {
    parts.push(
      parameter.choices.map((one) => `- \`${one.name}\`: ${one.documentation}`).join('\n'),
    );
  }
  const row = parameter.tuning === undefined ? undefined : tuningRow(parameter.tuning);
  if (row) parts.push(tuningDocumentation(row));
  return parts.join('\n\n');
}

/** A row of the tuning table as Markdown. */
export function tuningDocumentation(row: TuningRow): string {
  const lines = [`Tuning table: **${row.label}** is usually ${row.usual}.`];
  if (row.whenUnderfitting) lines.push(`- when underfitting: ${row.whenUnderfitting}`);
  if (row.whenOverfitting) lines.push(`- when overfitting: ${row.whenOverfitting}`);
  lines.push(...row.refinements.map(({ text, source }) => `- ${text} *(${source})*`));
  return lines.join('\n');
}

function tuningRow(id: string): TuningRow | undefined {
  const rows: Readonly<Record<string, TuningRow>> = TUNING_TABLE;
  return rows[id];
}

/** `dense(units, activation, init: …)`; a setting of one value is written without parentheses. */
export function signatureOf(entry: Entry): string {
  const labels = entry.parameters.map(parameterLabel);
  if (labels.length === 0) return entry.name;
  const bare = 'form' in entry && entry.form !== 'arguments';
  return bare ? `${entry.name} ${labels.join(', ')}` : `${entry.name}(${labels.join(', ')})`;
}

/** `units: integer`, `bias: boolean = true`. */
export function parameterLabel({ name, type, rest, default: value }: Parameter): string {
  const start = `${rest ? '…' : ''}${name}: ${type}`;
  return value === undefined ? start : `${start} = ${value === null ? 'none' : value}`;
}

function defaultWords({ default: value, defaultText }: Parameter): string {
  if (defaultText) return `Left out: ${defaultText}`;
  if (value === undefined) return 'Must be written';
  return value === null ? 'Left out: none' : `Left out: \`${value}\``;
}

function rangeWords(range: ValueRange | undefined): string {
  if (!range) return '';
  const { minimum, maximum, openMinimum, openMaximum } = range;
  const words = [
    minimum === undefined ? '' : `${openMinimum ? 'above' : 'at least'} ${minimum}`,
    maximum === undefined ? '' : `${openMaximum ? 'below' : 'at most'} ${maximum}`,
  ].filter((word) => word !== '');
  return words.length === 0 ? '' : `A value ${words.join(' and ')}`;
}

export function codeBlock(code: string, language = 'nnspec'): string {
  return `\`\`\`${language}\n${code}\n\`\`\``;
}
