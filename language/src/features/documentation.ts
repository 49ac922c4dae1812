import { t } from '#l10n';
import { TUNING_TABLE, type TuningRow } from '../catalogue/tuning-table.ts';
import type { Entry, Parameter, ValueRange } from '../catalogue/types.ts';

/** Markdown about a word of the language: call, documentation, formula, source; of a setting also its value. */
export function entryDocumentation(entry: Entry): string {
  const parts = [codeBlock(signatureOf(entry)), `**${t(entry.summary)}**`, t(entry.documentation)];
  if (entry.formula) parts.push(codeBlock(t(entry.formula), 'text'));
  const [value, ...others] = entry.parameters;
  if (value && isBare(entry) && others.length === 0) parts.push(...parameterFacts(value));
  if (entry.source) parts.push(`*${entry.source}*`);
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Markdown about an argument: type, documentation, range, default, its row of the tuning table. */
export function parameterDocumentation(parameter: Parameter): string {
  const parts = [codeBlock(parameterLabel(parameter)), t(parameter.documentation)];
  return [...parts, ...parameterFacts(parameter)].join('\n\n');
}

function parameterFacts({ range, choices, tuning, ...parameter }: Parameter): readonly string[] {
  const facts = [[rangeWords(range), defaultWords(parameter)].join(' ').trim()];
  if (choices) {
    facts.push(choices.map((one) => `- \`${one.name}\`: ${t(one.documentation)}`).join('\n'));
  }
  const row = tuning === undefined ? undefined : tuningRow(tuning);
  if (row) facts.push(tuningDocumentation(row));
  return facts;
}

/** A row of the tuning table as Markdown. */
function tuningDocumentation(row: TuningRow): string {
  const lines = [t`Tuning table: **${t(row.label)}** is usually ${t(row.usual)}.`];
  const { whenUnderfitting, whenOverfitting } = row;
  if (whenUnderfitting) lines.push(`- ${t`when underfitting: ${t(whenUnderfitting)}`}`);
  if (whenOverfitting) lines.push(`- ${t`when overfitting: ${t(whenOverfitting)}`}`);
  for (const refinement of row.refinements) {
    lines.push(`- ${t(refinement.text)} *(${refinement.source})*`);
  }
  return lines.join('\n');
}

function tuningRow(id: string): TuningRow | undefined {
  const rows: Readonly<Record<string, TuningRow>> = TUNING_TABLE;
  return rows[id];
}

/** `dense(units: integer, …)`; a setting of one value is written without parentheses: `batch_size integer = 32`. */
function signatureOf(entry: Entry): string {
  const labels = entry.parameters.map(parameterLabel);
  if (labels.length === 0) return entry.name;
  if (!isBare(entry)) return `${entry.name}(${labels.join(', ')})`;
  const values =
    labels.length === 1 ? labels.map((label) => label.replace(/^…?value: /, '')) : labels;
  return `${entry.name} ${values.join(', ')}`;
}

/** Settings are written without parentheses, but for those that take named arguments. */
function isBare(entry: Entry): boolean {
  return 'form' in entry && entry.form !== 'arguments';
}

/** `units: integer`, `bias: boolean = true`. */
export function parameterLabel({ name, type, rest, default: value }: Parameter): string {
  const start = `${rest ? '…' : ''}${name}: ${type}`;
  return value === undefined ? start : `${start} = ${value === null ? 'none' : value}`;
}

function defaultWords({ default: value, defaultText }: Pick<Parameter, 'default' | 'defaultText'>) {
  if (defaultText) return t`When left out: ${t(defaultText)}.`;
  if (value === undefined) return t`Must be written.`;
  return value === null ? t`When left out: none.` : t`When left out: ${`\`${value}\``}.`;
}

/** `Above 0, at most 1.` */
function rangeWords(range: ValueRange | undefined): string {
  if (!range) return '';
  const { minimum, maximum, openMinimum, openMaximum } = range;
  const words = [
    minimum === undefined ? '' : openMinimum ? t`above ${minimum}` : t`at least ${minimum}`,
    maximum === undefined ? '' : openMaximum ? t`below ${maximum}` : t`at most ${maximum}`,
  ].filter((word) => word !== '');
  const sentence = words.join(', ');
  return sentence === '' ? '' : `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

export function codeBlock(code: string, language = 'nnspec'): string {
  return `\`\`\`${language}\n${code}\n\`\`\``;
}
