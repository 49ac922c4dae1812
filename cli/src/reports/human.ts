import type pc from 'picocolors';
import { plural, t } from '#l10n';
import type { Finding, Severity } from '#language';
import { type CheckedFile, countOf, placeOf, severityWord } from './report.ts';

type Colors = ReturnType<typeof pc.createColors>;

const PAINT: Readonly<Record<Severity, 'red' | 'yellow' | 'blue' | 'dim'>> = {
  error: 'red',
  warning: 'yellow',
  information: 'blue',
  hint: 'dim',
};

/** For people: each finding with its place, the line of the text and a caret, then a summary. */
export function humanReport(files: readonly CheckedFile[], colors: Colors): string {
  const findings = files.flatMap((file) =>
    file.findings.map((finding) => describe(file, finding, colors)),
  );
  return [...findings, summary(files, colors)].join('\n\n');
}

function describe(file: CheckedFile, finding: Finding, colors: Colors): string {
  const place = placeOf(file.analysis, finding);
  const paint = colors[PAINT[finding.severity]];
  const where = colors.bold(`${file.path}:${place.line}:${place.column}`);
  const head = `${where} ${paint(severityWord(finding.severity))} ${finding.message} ${colors.dim(`[${finding.rule}]`)}`;
  const fix = finding.fixes.find(({ preferred }) => preferred) ?? finding.fixes[0];
  const advice = fix ? [`${colors.green(t`fix:`)} ${fix.title}`] : [];
  return [head, ...frame(file, finding, colors), ...advice].join('\n');
}

/** The finding's first line with a caret under what is meant, and the line before it. */
function frame(file: CheckedFile, finding: Finding, colors: Colors): string[] {
  const { line, column, endLine, endColumn } = placeOf(file.analysis, finding);
  const text = lineText(file, line);
  const gutter = String(line).length;
  const end = endLine === line ? endColumn : text.length + 1;
  const carets = '^'.repeat(Math.max(1, end - column));
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
  const numbered = (number: number) =>
    `${colors.dim(`${String(number).padStart(gutter)} │`)} ${lineText(file, number)}`;
  return [
    ...(line > 1 ? [numbered(line - 1)] : []),
    numbered(line),
    `${' '.repeat(gutter)} ${colors.dim('│')} ${indent}${colors[PAINT[finding.severity]](carets)}`,
  ];
}

function lineText({ analysis }: CheckedFile, line: number): string {
  const { starts } = analysis.lines;
  return analysis.text.slice(starts[line - 1], starts[line]).replace(/[\r\n]+$/, '');
}

function summary(files: readonly CheckedFile[], colors: Colors): string {
  const errors = countOf(files, 'error');
  const warnings = countOf(files, 'warning');
  const others = files.flatMap(({ findings }) => findings).length - errors - warnings;
  const where = plural(files.length, t`{0} file`, t`{0} files`);
  if (errors + warnings + others === 0) return colors.green(t`No findings in ${where}.`);
  const counts = [
    plural(errors, t`{0} error`, t`{0} errors`),
    plural(warnings, t`{0} warning`, t`{0} warnings`),
    ...(others > 0 ? [plural(others, t`{0} remark`, t`{0} remarks`)] : []),
  ];
  const paint = errors > 0 ? colors.red : warnings > 0 ? colors.yellow : colors.blue;
  return paint(t`${counts.join(', ')} in ${where}.`);
}
