/** Several edits at once: two that each won, and the fixes of all rules that speak of the text. */
import { t } from '#l10n';
import { type Analysis, applyEdits, type Finding, planFor, type TextEdit } from '#language';
import type { Suggestion, SymptomId } from '../types.ts';

type Analyze = (text: string) => Analysis;

/** Two suggestions for one text, both applied; null where they change the same place or the result does not check. */
export function combined(
  analysis: Analysis,
  trainIndex: number,
  pair: readonly [Suggestion, Suggestion],
  analyze: Analyze,
): Suggestion | null {
  const [a, b] = pair;
  const clash = a.edits.some((x) => b.edits.some((y) => x.start <= y.end && y.start <= x.end));
  if (clash) return null;
  const edits = [...a.edits, ...b.edits];
  return checked(analyze, trainIndex, {
    id: `${a.id} + ${b.id}`,
    title: `${a.title}; ${uncapitalized(b.title)}`,
    reason: `${a.reason} ${b.reason}`,
    symptom: a.symptom,
    basis: a.basis,
    edits,
    text: applyEdits(analysis.text, edits),
  });
}

/** A suggestion for a text, and one for what it makes of the text. */
export function following(analysis: Analysis, first: Suggestion, second: Suggestion): Suggestion {
  return {
    ...second,
    id: `${first.id} + ${second.id}`,
    title: `${first.title}; ${uncapitalized(second.title)}`,
    reason: `${first.reason} ${second.reason}`,
    edits: [{ start: 0, end: analysis.text.length, text: second.text }],
  };
}

/** Of how many rules the fixes are applied at most: one fix may call for another. */
const MOST_RULES = 8;

/**
 * The preferred fixes of all warnings and errors of the text, one rule after the other; null where fewer than two rules
 * have one, or the result does not check.
 */
export function allFixes(
  analysis: Analysis,
  trainIndex: number,
  symptom: SymptomId,
  analyze: Analyze,
): Suggestion | null {
  const rules: string[] = [];
  let current = analysis;
  for (let turn = 0; turn < MOST_RULES; turn++) {
    const next = current.findings.find((found) => !rules.includes(found.rule) && editsOf(found));
    if (!next) break;
    rules.push(next.rule);
    const same = current.findings.filter(({ rule }) => rule === next.rule);
    const edits = withoutClashes(same.flatMap((found) => editsOf(found) ?? []));
    current = analyze(applyEdits(current.text, edits));
  }
  if (rules.length < 2) return null;
  return checked(analyze, trainIndex, {
    id: `rules:${rules.join('+')}`,
    title: t`Apply the fixes of ${rules.length} rules: ${rules.join(', ')}`,
    reason: t`The text shows several faults; each may hide the other.`,
    symptom,
    basis: { kind: 'rule', rule: rules[0] ?? '' },
    edits: [{ start: 0, end: analysis.text.length, text: current.text }],
    text: current.text,
  });
}

function editsOf({ severity, fixes }: Finding): readonly TextEdit[] | null {
  if (severity !== 'error' && severity !== 'warning') return null;
  return fixes.find(({ preferred }) => preferred)?.edits ?? null;
}

/** Each place once: fixes for several layers often share an edit. */
function withoutClashes(edits: readonly TextEdit[]): TextEdit[] {
  const kept: TextEdit[] = [];
  for (const edit of edits) {
    if (!kept.some(({ start, end }) => edit.start <= end && start <= edit.end)) kept.push(edit);
  }
  return kept;
}

function checked(
  analyze: Analyze,
  trainIndex: number,
  suggestion: Omit<Suggestion, 'plan'>,
): Suggestion | null {
  const planned = planFor(analyze(suggestion.text), trainIndex);
  return planned.ok ? { ...suggestion, plan: planned.plan } : null;
}

function uncapitalized(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}
