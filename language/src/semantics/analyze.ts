import type { Finding } from '../findings.ts';
import { runRules } from '../lint/run.ts';
import type { Specification } from '../syntax/ast.ts';
import { indexLines, type Lines } from '../syntax/lines.ts';
import { parse } from '../syntax/parser.ts';
import type { Analysis, Environment } from './analysis.ts';
import type { ResolvedModel, ResolvedSpecification } from './model.ts';
import { resolve } from './resolve.ts';
import { Scope } from './scope.ts';

/**
 * Everything known about a text: its tree, its resolved model, and what the rules find. Never throws, whatever the text.
 */
export function analyze(text: string, environment: Environment): Analysis {
  const tree = parse(text);
  const lines = indexLines(text);
  const scope = new Scope(text, environment);
  reportSyntax(scope, tree);
  const resolved = resolve(scope, tree);
  const { findings: structural } = scope;
  const findings = runRules({ specification: ownPart(resolved), text, lines, structural });
  const shown = applySeverities(withoutSuppressed(findings, tree, lines), environment);
  shown.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  return { uri: environment.uri, text, lines, tree, resolved, structural, findings: shown };
}

function reportSyntax(scope: Scope, { problems }: Specification): void {
  for (const { message, range, fix } of problems) {
    const fixes = fix
      ? [{ title: fix.title, edits: [{ ...fix.range, text: fix.text }], preferred: true }]
      : [];
    scope.report('syntax-error', message, range, { fixes });
  }
}

/**
 * What the rules look at: the models, data sets and train blocks that this text has the whole of. What comes from other files is
 * checked there; its ranges and edits would be in another text.
 */
function ownPart(resolved: ResolvedSpecification): ResolvedSpecification {
  const isOwn = (model: ResolvedModel): boolean =>
    resolved.models.includes(model) && (!model.base?.model || isOwn(model.base.model));
  return {
    ...resolved,
    models: resolved.models.filter(isOwn),
    trains: resolved.trains.filter(
      ({ model, data }) => (!model || isOwn(model)) && (!data || resolved.data.includes(data)),
    ),
  };
}

const SUPPRESSION = /^\/\/+\s*nnspec-disable-next-line\s+(.*)$/;

/** Leaves out what a comment `// nnspec-disable-next-line rule-id, other-rule` above its line suppresses. */
function withoutSuppressed(
  findings: Finding[],
  { tokens }: Specification,
  lines: Lines,
): Finding[] {
  const suppressed = new Set<string>();
  for (const { comments } of tokens) {
    for (const { text, start } of comments) {
      const [, list] = SUPPRESSION.exec(text) ?? [];
      const line = list === undefined ? 0 : lines.lineAt(start) + 1;
      for (const rule of list?.split(/[\s,]+/) ?? []) suppressed.add(`${line} ${rule}`);
    }
  }
  if (suppressed.size === 0) return findings;
  return findings.filter(
    ({ rule, range }) => !suppressed.has(`${lines.lineAt(range.start)} ${rule}`),
  );
}

function applySeverities(findings: Finding[], { severities }: Environment): Finding[] {
  return findings.flatMap((finding) => {
    const severity = severities[finding.rule];
    if (severity === 'off') return [];
    return severity ? [{ ...finding, severity }] : [finding];
  });
}
