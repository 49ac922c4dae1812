import { type Analysis, applyEdits, planFor } from '#language';
import type { Plan } from '#plan';
import { directFixes, relatedFixes, warnedFixes } from './remedies/lint-fixes.ts';
import { type Candidate, contextOf } from './remedies/remedy.ts';
import { REMEDIES } from './remedies/table.ts';
import type { RuntimeFinding, Suggestion } from './types.ts';

/** A person reads a handful; a race over more takes too long. */
export const MOST_SUGGESTIONS = 8;

/**
 * Edits of the text that may cure the findings, the likeliest first; at most `MOST_SUGGESTIONS`. Each one's text has been
 * analysed: it has no error that the text did not have, and its plan is attached. None of them has been tried.
 *
 * @param analyze analyses a changed text in the environment of `analysis`.
 */
export function suggest(
  analysis: Analysis,
  trainIndex: number,
  findings: readonly RuntimeFinding[],
  analyze: (text: string) => Analysis,
): Suggestion[] {
  const current = planFor(analysis, trainIndex);
  if (!current.ok) return [];
  const suggestions = new Map<string, Suggestion>();
  const covered = new Set<string>();
  for (const finding of actionable(findings)) {
    const candidates = candidatesFor(analysis, trainIndex, current.plan, finding);
    for (const candidate of candidates) {
      if (suggestions.size >= MOST_SUGGESTIONS) return [...suggestions.values()];
      // What an earlier finding already turned one way is not turned back for a later one.
      if (covered.has(familyOf(candidate))) continue;
      const checked = check(analysis, trainIndex, candidate, analyze);
      if (!checked || suggestions.has(checked.text)) continue;
      const { id, title, reason, basis, edits } = candidate;
      const { symptom } = finding;
      suggestions.set(checked.text, { id, title, reason, symptom, basis, edits, ...checked });
    }
    for (const candidate of candidates) covered.add(familyOf(candidate));
  }
  return [...suggestions.values()];
}

/** The preferred fixes of the rules that warn of the text, one suggestion a rule: for a run that shows nothing, and yet falls short. */
export function suggestFixes(
  analysis: Analysis,
  trainIndex: number,
  analyze: (text: string) => Analysis,
): Suggestion[] {
  const current = planFor(analysis, trainIndex);
  const context = current.ok ? contextOf(analysis, trainIndex, current.plan) : null;
  if (!context) return [];
  return warnedFixes(context).flatMap((candidate) => {
    const checked = check(analysis, trainIndex, candidate, analyze);
    return checked ? [{ ...candidate, symptom: 'underfitting', ...checked }] : [];
  });
}

/** What a candidate changes: `learning-rate` of `learning-rate:1e-3`. */
function familyOf({ id }: Candidate): string {
  return id.slice(0, id.indexOf(':') < 0 ? id.length : id.indexOf(':'));
}

/** Findings that ask for a cure: causes in their order, then what they explain. */
function actionable(findings: readonly RuntimeFinding[]): RuntimeFinding[] {
  return [...findings, ...findings.flatMap((finding) => finding.explains)];
}

/** Fixes of rules about faults that no tuning makes up for, then the symptom's remedies, those for the finding's own cause first. */
function candidatesFor(
  analysis: Analysis,
  trainIndex: number,
  plan: Plan,
  finding: RuntimeFinding,
): Candidate[] {
  const place = contextOf(analysis, trainIndex, plan);
  if (!place) return [];
  const context = { ...place, finding };
  const remedies = REMEDIES[finding.symptom];
  const matching = remedies.filter((remedy) => remedy.category === finding.category);
  const others = remedies.filter((remedy) => remedy.category !== finding.category);
  const [direct = [], ...rest] = [directFixes, ...matching, relatedFixes, ...others].map((remedy) =>
    remedy.candidates(context),
  );
  return [...direct, ...inTurns(rest)];
}

/** Each remedy's first candidate, then each one's second, and so on: a few trials then try different cures. */
function inTurns(lists: readonly (readonly Candidate[])[]): Candidate[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) =>
    lists.flatMap((list) => list.slice(turn, turn + 1)),
  ).flat();
}

/** The edited text and its plan; null where the edit changes nothing or the text no longer checks. */
function check(
  analysis: Analysis,
  trainIndex: number,
  candidate: Candidate,
  analyze: (text: string) => Analysis,
): { readonly text: string; readonly plan: Plan } | null {
  const text = applyEdits(analysis.text, candidate.edits);
  if (text === analysis.text) return null;
  const changed = analyze(text);
  const known = errorRules(analysis);
  const isWorse = [...errorRules(changed)].some(([rule, count]) => count > (known.get(rule) ?? 0));
  if (isWorse) return null;
  const planned = planFor(changed, trainIndex);
  return planned.ok ? { text, plan: planned.plan } : null;
}

function errorRules({ findings }: Analysis): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule, severity } of findings) {
    if (severity === 'error') counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  return counts;
}
