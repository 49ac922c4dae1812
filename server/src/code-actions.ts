import { t } from '#l10n';
import {
  type Analysis,
  difference,
  type Finding,
  fixAll,
  type TextEdit as LanguageEdit,
  suppression,
} from '#language';
import { toDiagnostic, toOffsets, toTextEdit } from './conversions.ts';
import { type CodeAction, CodeActionKind, type CodeActionParams } from './protocol.ts';
import { answer, type Session, type Subject } from './session.ts';

/** All fixes of a file at once: on saving, where the person set it so. */
export const fixAllKind = 'source.fixAll.nnspec';

export const codeActionKinds: string[] = [CodeActionKind.QuickFix, fixAllKind];

/** Quick fixes of the findings in the range, their kin in the whole file, and fix-all. */
export function registerCodeActions(session: Session): void {
  answer(session, 'textDocument/codeAction', (subject, { range, context }: CodeActionParams) => {
    const wanted = (kind: string) =>
      context.only === undefined || context.only.some((only) => isWithin(kind, only));
    const actions: CodeAction[] = [];
    if (wanted(CodeActionKind.QuickFix)) actions.push(...quickFixes(session, subject, range));
    if (wanted(fixAllKind)) actions.push(...fixAllAction(session, subject));
    return actions;
  });
}

/** `quickfix` covers `quickfix.rename`; `source` covers `source.fixAll.nnspec`. */
function isWithin(kind: string, wanted: string): boolean {
  return kind === wanted || kind.startsWith(`${wanted}.`) || wanted === '';
}

function quickFixes(
  session: Session,
  subject: Subject,
  range: CodeActionParams['range'],
): CodeAction[] {
  const { start, end } = toOffsets(subject.analysis, range);
  const findings = subject.analysis.findings.filter(
    (finding) => finding.range.start <= end && start <= finding.range.end,
  );
  const rules = new Map(findings.map((finding) => [finding.rule, finding]));
  return merged([
    ...findings.flatMap((finding) => fixesOf(session, subject, finding)),
    ...[...rules.values()].flatMap((finding) => fixesOfRule(session, subject, finding)),
    ...[...rules.values()].flatMap((finding) => suppressionOf(session, subject, finding)),
  ]);
}

/** One action where one fix repairs several findings. */
function merged(actions: readonly CodeAction[]): CodeAction[] {
  const kept = new Map<string, CodeAction>();
  for (const action of actions) {
    const key = JSON.stringify([action.title, action.edit]);
    const known = kept.get(key);
    const diagnostics = [...(known?.diagnostics ?? []), ...(action.diagnostics ?? [])];
    kept.set(key, { ...(known ?? action), diagnostics });
  }
  return [...kept.values()];
}

function fixesOf(session: Session, subject: Subject, finding: Finding): CodeAction[] {
  return finding.fixes.map(({ title, edits, preferred }) => ({
    ...quickFix(session, subject, finding, title, edits),
    isPreferred: preferred,
  }));
}

/** Where a rule finds fault in several places, all of them at once. */
function fixesOfRule(
  session: Session,
  subject: Subject,
  { rule, ...finding }: Finding,
): CodeAction[] {
  const { analysis, uri } = subject;
  const fixable = analysis.findings.filter(
    (other) => other.rule === rule && other.fixes.some((fix) => fix.preferred),
  );
  if (fixable.length < 2) return [];
  const analyze = (text: string) => session.workspace.analysisOf(uri, text);
  const text = fixAll(analysis, analyze, (other) => other.rule === rule);
  const edits = editsTo(analysis, text);
  const title = t`Fix all ${fixable.length} "${rule}" in this file`;
  return edits.length === 0 ? [] : [quickFix(session, subject, { rule, ...finding }, title, edits)];
}

/** Errors cannot be silenced: such a file cannot be trained. */
function suppressionOf(session: Session, subject: Subject, finding: Finding): CodeAction[] {
  if (finding.severity === 'error') return [];
  const title = t`Silence "${finding.rule}" for this line`;
  const edit = suppression(subject.analysis, finding);
  return [quickFix(session, subject, finding, title, [edit])];
}

function quickFix(
  { documentation }: Session,
  { uri, analysis }: Subject,
  finding: Finding,
  title: string,
  edits: readonly LanguageEdit[],
): CodeAction {
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [toDiagnostic(analysis, finding, uri, documentation)],
    edit: { changes: { [uri]: edits.map((edit) => toTextEdit(analysis, edit)) } },
  };
}

function fixAllAction({ workspace }: Session, { uri, analysis }: Subject): CodeAction[] {
  const text = fixAll(analysis, (changed) => workspace.analysisOf(uri, changed));
  const edits = editsTo(analysis, text).map((edit) => toTextEdit(analysis, edit));
  if (edits.length === 0) return [];
  return [{ title: t`Fix all problems`, kind: fixAllKind, edit: { changes: { [uri]: edits } } }];
}

function editsTo(analysis: Analysis, text: string): readonly LanguageEdit[] {
  const edit = difference(analysis.text, text);
  return edit ? [edit] : [];
}
