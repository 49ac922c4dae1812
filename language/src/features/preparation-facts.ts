import { plural, t } from '#l10n';
import type { Analysis } from '../semantics/analysis.ts';
import { inputCount, type PreparedColumn, preparedColumns } from '../semantics/preparation.ts';
import type { Token } from '../syntax/tokens.ts';
import type { FillMethod } from '../table-plan.ts';
import { contains } from './tree.ts';

/** Names that a list has one by one. */
const NAMED = 12;

/** What becomes of the columns of a table, as Markdown: of the settings `encode` and `fill`; empty elsewhere. */
export function preparationFacts({ resolved }: Analysis, { text, start }: Token): string {
  if (text !== 'encode' && text !== 'fill') return '';
  const data = resolved.data.find(({ range }) => contains(range, start));
  const columns = data && preparedColumns(data, data.preparation);
  if (!columns) return '';
  return text === 'encode' ? encodedFacts(columns) : filledFacts(columns);
}

function encodedFacts(columns: readonly PreparedColumn[]): string {
  const lines = columns.flatMap(({ column: { name }, categories }) =>
    categories
      ? [
          `- ${name}: ${plural(categories.length, t`{0} input`, t`{0} inputs`)} (${list(categories)})`,
        ]
      : [],
  );
  if (lines.length === 0) return t`No feature column holds text.`;
  return [t`${columns.length} columns become ${inputCount(columns)} inputs:`, '', ...lines].join(
    '\n',
  );
}

function filledFacts(columns: readonly PreparedColumn[]): string {
  const lines = columns.flatMap(({ column: { name, missing }, filling }) => {
    const gaps = plural(missing, t`{0} gap`, t`{0} gaps`);
    return missing > 0 && filling ? [`- ${name}: ${gaps}, ${fillingText(filling)}`] : [];
  });
  return lines.length === 0 ? t`No feature column has gaps.` : lines.join('\n');
}

function fillingText(filling: FillMethod): string {
  return filling.method === 'constant' ? `constant(${filling.value})` : filling.method;
}

function list(names: readonly string[]): string {
  return names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ', …' : '');
}
