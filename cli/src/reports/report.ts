import { t } from '#l10n';
import type { Analysis, Finding, Severity } from '#language';

/** One file's findings. */
export interface CheckedFile {
  /** As the person wrote it. */
  readonly path: string;
  readonly analysis: Analysis;
  /** Those that are reported, in the order of the text. */
  readonly findings: readonly Finding[];
}

/** From the gravest to the slightest. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

export type ReportFormat = 'human' | 'json' | 'sarif';

/** Where a finding begins and ends, counted from 1 as editors show it. */
export function placeOf({ lines }: Analysis, { range }: Finding): Place {
  const start = lines.positionAt(range.start);
  const end = lines.positionAt(range.end);
  return {
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export function countOf(files: readonly CheckedFile[], severity: Severity): number {
  return files
    .flatMap(({ findings }) => findings)
    .filter((finding) => finding.severity === severity).length;
}

/** The name of a severity in a report for people. */
export function severityWord(severity: Severity): string {
  return SEVERITY_WORDS[severity]();
}

const SEVERITY_WORDS: Readonly<Record<Severity, () => string>> = {
  error: () => t`error`,
  warning: () => t`warning`,
  information: () => t`information`,
  hint: () => t`hint`,
};
