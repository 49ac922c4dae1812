import { applyEdits, type Finding, type Fix, type TextEdit } from '../findings.ts';
import type { Analysis } from '../semantics/analysis.ts';

/** Enough for fixes that make others possible; a bound, should two rules undo each other's fix. */
const mostRounds = 8;

/**
 * The text with every preferred fix applied, those included that only the first ones made possible. A fix that would bring an
 * error or a warning of another kind into a text without errors is left out.
 * @param analyze the analysis of a changed text
 * @param concerns the findings to fix; all where left out
 */
export function fixAll(
  analysis: Analysis,
  analyze: (text: string) => Analysis,
  concerns: (finding: Finding) => boolean = () => true,
): string {
  const seen = new Set<string>();
  let current = snapshot(analysis);
  for (let round = 0; round < mostRounds && !seen.has(current.text); round++) {
    seen.add(current.text);
    const fixes = compatibleFixes(current.findings.filter(concerns));
    if (fixes.length === 0) break;
    const attempt = (some: readonly Fix[]) => {
      const edits = some.flatMap((fix) => fix.edits);
      return snapshot(analyze(applyEdits(current.text, edits)));
    };
    const all = attempt(fixes);
    const good = isWorse(current, all)
      ? fixes.filter((fix) => !isWorse(current, attempt([fix])))
      : fixes;
    current = good === fixes ? all : attempt(good);
  }
  return current.text;
}

/** What counts of an analysis: it is valid only until the next one is asked for. */
type Snapshot = Pick<Analysis, 'text' | 'findings'>;

function snapshot({ text, findings }: Analysis): Snapshot {
  return { text, findings: structuredClone(findings) };
}

/** A repaired error lets new things be seen; where there was none, new kinds of findings come from the fix. */
function isWorse(before: Snapshot, after: Snapshot): boolean {
  if (before.findings.some(({ severity }) => severity === 'error')) return false;
  const known = new Set(before.findings.map(({ rule }) => rule));
  // What can be fixed in turn is, in the next round.
  const left = after.findings.filter(({ fixes }) => preferred(fixes).length === 0);
  return left.some(
    ({ severity, rule }) => severity === 'error' || (severity === 'warning' && !known.has(rule)),
  );
}

/** As many preferred fixes as can be applied at once, each whole or not at all. */
function compatibleFixes(findings: readonly Finding[]): readonly Fix[] {
  const chosen: Fix[] = [];
  const edits: TextEdit[] = [];
  for (const fix of findings.flatMap(({ fixes }) => preferred(fixes))) {
    if (!fix.edits.every((edit) => edits.every((other) => !touches(edit, other)))) continue;
    chosen.push(fix);
    edits.push(...fix.edits);
  }
  return chosen;
}

function preferred(fixes: readonly Fix[]): readonly Fix[] {
  return fixes.filter((fix) => fix.preferred).slice(0, 1);
}

/** Edits that meet count as touching: two insertions at one place have no order. */
function touches(left: TextEdit, right: TextEdit): boolean {
  return left.start <= right.end && right.start <= left.end;
}

/** The one edit that turns `before` into `after`, as short as it can be. */
export function difference(before: string, after: string): TextEdit | undefined {
  if (before === after) return undefined;
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { start, end: before.length - end, text: after.slice(start, after.length - end) };
}

/** The edit that silences a rule for the line of a finding: one more rule in the comment above it, or a comment of its own. */
export function suppression({ text, lines }: Analysis, { rule, range }: Finding): TextEdit {
  const line = lines.lineAt(range.start);
  const start = lines.starts[line] ?? 0;
  const above = text.slice(lines.starts[line - 1] ?? start, start).trimEnd();
  if (/^\s*\/\/+\s*nnspec-disable-next-line\s+\S/.test(above)) {
    const end = (lines.starts[line - 1] ?? 0) + above.length;
    return { start: end, end, text: `, ${rule}` };
  }
  const indentation = /^[ \t]*/.exec(text.slice(start, range.start))?.[0] ?? '';
  return { start, end: start, text: `${indentation}// nnspec-disable-next-line ${rule}\n` };
}
