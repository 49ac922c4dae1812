import { t } from '#l10n';
import { RULES } from '../lint/rules/index.ts';
import type { Analysis } from '../semantics/analysis.ts';
import type { Range } from '../syntax/tokens.ts';
import { fittingStatements } from './completion-fitting.ts';
import type { CompletionItem } from './completion-item.ts';
import { declarationItems, statementItems } from './completion-statements.ts';
import { argumentItems, settingItems } from './completion-values.ts';
import { blockKindOf } from './expectation.ts';
import { type Place, placeAt } from './place.ts';
import { childrenOf, contains, pathAt } from './tree.ts';

export interface Completion extends CompletionItem {
  readonly replace: Range;
}

/** What can stand at an offset. Nothing within numbers and strings (for paths see `pathTypedAt`). */
export function completionsAt(analysis: Analysis, offset: number): readonly Completion[] {
  const place = placeAt(analysis.text, analysis.tree.tokens, offset);
  if (place.inside === 'comment') return suppressionItems(analysis, offset);
  if (place.inside === 'string' || place.typed?.kind === 'number') return [];
  const { start, end } =
    place.typed?.kind === 'word' ? place.typed : { start: offset, end: offset };
  const items = itemsAt(analysis, place, offset);
  return items.map((item) => ({ ...item, replace: { start, end } }));
}

function itemsAt(analysis: Analysis, place: Place, offset: number): readonly CompletionItem[] {
  const block = blockKindOf(place);
  if (place.calls.length > 0) return argumentItems(analysis, place);
  if (place.statement.length > 0) {
    return block === 'file'
      ? declarationItems(analysis, place.statement)
      : settingItems(analysis, place);
  }
  const written = settingsAround(analysis, offset);
  const possible = statementItems(block).filter(
    ({ label, kind }) => kind !== 'setting' || !written.has(label),
  );
  return fittingStatements(analysis, offset, possible);
}

/** Names of the settings that the block around an offset has, but for the one at the offset. */
function settingsAround({ tree }: Analysis, offset: number): ReadonlySet<string> {
  const block = pathAt(tree, offset).findLast((node) => node.kind === 'block');
  const settings = (block ? childrenOf(block) : []).flatMap((statement) =>
    statement.kind === 'setting' && !contains(statement.range, offset) ? [statement.name.name] : [],
  );
  return new Set(settings);
}

const directive = /\/\/+\s*nnspec-disable-next-line\s+(?:[\w-]+\s*,\s*)*([\w-]*)$/;

const directiveItem = (): CompletionItem => ({
  label: 'nnspec-disable-next-line',
  kind: 'keyword',
  detail: t`Suppress findings of rules in the next line`,
  snippet: 'nnspec-disable-next-line ',
  again: true,
});

/** After `nnspec-disable-next-line` the rules that can be silenced. */
function suppressionItems({ text, lines }: Analysis, offset: number): readonly Completion[] {
  const line = text.slice(lines.starts[lines.lineAt(offset)], offset);
  const begun = /\/\/+\s*(nnspec[\w-]*)$/.exec(line)?.[1];
  if (begun !== undefined) {
    const replace = { start: offset - begun.length, end: offset };
    return [{ ...directiveItem(), replace }];
  }
  const typed = directive.exec(line)?.[1];
  if (typed === undefined) return [];
  return RULES.filter(({ severity }) => severity !== 'error').map(({ id, summary }) => ({
    label: id,
    kind: 'rule',
    detail: t(summary),
    replace: { start: offset - typed.length, end: offset },
  }));
}
