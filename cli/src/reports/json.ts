import { type CheckedFile, countOf, placeOf } from './report.ts';

/** For programs: every finding with its place (counted from 1) and its fixes as edits of offsets (counted from 0). */
export function jsonReport(files: readonly CheckedFile[]): string {
  const findings = files.flatMap((file) =>
    file.findings.map((finding) => ({
      file: file.path,
      ...placeOf(file.analysis, finding),
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      fixes: finding.fixes,
    })),
  );
  const summary = {
    files: files.length,
    errors: countOf(files, 'error'),
    warnings: countOf(files, 'warning'),
  };
  return JSON.stringify({ summary, findings }, null, 2);
}
