import { t } from '#l10n';
import type { Finding } from '../findings.ts';
import { closestName } from '../names.ts';
import { changeTo } from '../semantics/scope.ts';
import type { Specification } from '../syntax/ast.ts';
import type { Lines } from '../syntax/lines.ts';
import type { Comment, Range } from '../syntax/tokens.ts';
import { removeStatement } from './edits.ts';

const DIRECTIVE = 'nnspec-disable-next-line';
const COMMENT = /^\/\/+\s*(nnspec-[\w-]+)(.*)$/;

/** A rule that a comment suppresses for the next line. */
interface Suppression {
  readonly rule: string;
  readonly range: Range;
  readonly comment: Comment;
  /** The line it speaks of. */
  readonly line: number;
  used: boolean;
}

/**
 * Leaves out what comments `// nnspec-disable-next-line rule-id, other-rule` suppress, and reports those that suppress nothing or
 * name no rule.
 * @param known the ids of all rules
 * @param settled false while files are being read: then nobody knows whether something is suppressed
 */
export function applySuppressions(
  findings: Finding[],
  { tokens }: Specification,
  text: string,
  lines: Lines,
  known: ReadonlySet<string>,
  settled: boolean,
): Finding[] {
  if (!text.includes('nnspec-')) return findings;
  const comments = tokens.flatMap((token) => token.comments);
  const misspelled = comments.flatMap((comment) => reportDirective(comment));
  const suppressions = comments.flatMap((comment) => suppressionsOf(comment, lines));
  const shown = findings.filter(({ rule, range }) => {
    const line = lines.lineAt(range.start);
    const found = suppressions.filter((one) => one.line === line && one.rule === rule);
    for (const one of found) one.used = true;
    return found.length === 0;
  });
  const unused = suppressions.flatMap((one) => {
    if (!known.has(one.rule)) return [reportUnknown(one, known)];
    return one.used || !settled ? [] : [reportUnused(one, text)];
  });
  return [...shown, ...misspelled, ...unused];
}

function suppressionsOf(comment: Comment, lines: Lines): Suppression[] {
  const [, directive, list = ''] = COMMENT.exec(comment.text) ?? [];
  if (directive !== DIRECTIVE) return [];
  const start = comment.end - list.length;
  const line = lines.lineAt(comment.start) + 1;
  return [...list.matchAll(/[\w-]+/g)].map((word) => {
    const range = { start: start + word.index, end: start + word.index + word[0].length };
    return { rule: word[0], range, comment, line, used: false };
  });
}

const RULE = 'unused-suppression';

function reportDirective({ text, start }: Comment): Finding[] {
  const [, directive = DIRECTIVE, list = ''] = COMMENT.exec(text) ?? [];
  const from = start + text.indexOf(directive);
  const range = { start: from, end: from + directive.length };
  const common = { rule: RULE, severity: 'warning', tags: [], related: [] } as const;
  if (directive !== DIRECTIVE) {
    const message = t`'${directive}' means nothing here: findings are suppressed by '${DIRECTIVE}'.`;
    return [{ ...common, message, range, fixes: [changeTo(DIRECTIVE, range)] }];
  }
  if (!COMMENT.test(text) || /\w/.test(list)) return [];
  const message = t`This comment suppresses nothing: the rules to be suppressed stand after it.`;
  return [{ ...common, message, range, fixes: [] }];
}

function reportUnknown({ rule, range }: Suppression, known: Iterable<string>): Finding {
  const closest = closestName(rule, known);
  const message = t`There is no rule '${rule}'.`;
  return {
    rule: RULE,
    severity: 'warning',
    message: closest === undefined ? message : `${message} ${t`Did you mean '${closest}'?`}`,
    range,
    tags: [],
    related: [],
    fixes: closest === undefined ? [] : [changeTo(closest, range)],
  };
}

function reportUnused({ rule, range, comment }: Suppression, text: string): Finding {
  const list = comment.text.slice(comment.text.indexOf(DIRECTIVE) + DIRECTIVE.length);
  const only = list.trim() === rule;
  const edit = only
    ? removeStatement(text, comment)
    : { ...range, start: range.start, end: endOfWord(text, range.end), text: '' };
  return {
    rule: RULE,
    severity: 'hint',
    message: t`The next line has no finding of '${rule}': nothing is suppressed.`,
    range,
    tags: ['unnecessary'],
    related: [],
    fixes: [
      { title: t`Remove '${only ? comment.text.trim() : rule}'`, edits: [edit], preferred: true },
    ],
  };
}

/** Behind the comma and the spaces after a word of a list. */
function endOfWord(text: string, end: number): number {
  return end + (/^[ \t]*,?[ \t]*/.exec(text.slice(end, end + 20))?.[0].length ?? 0);
}
