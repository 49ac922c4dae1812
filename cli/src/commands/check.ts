import pc from 'picocolors';
import { plural, t } from '#l10n';
import type { Severity } from '#language';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import { spokenLanguage } from '../language.ts';
import { humanReport } from '../reports/human.ts';
import { jsonReport } from '../reports/json.ts';
import { type CheckedFile, countOf, type ReportFormat, SEVERITIES } from '../reports/report.ts';
import { sarifReport } from '../reports/sarif.ts';
import { Specifications } from '../specification.ts';
import { version } from '../version.ts';

export interface CheckOptions {
  readonly format: ReportFormat;
  readonly maxWarnings?: number;
  /** The slightest severity that is reported. */
  readonly level: Severity;
}

/** Checks the files and prints what was found; files that cannot be read are named after the others were checked. */
export async function check(paths: readonly string[], options: CheckOptions): Promise<ExitCode> {
  const specifications = new Specifications();
  const files: CheckedFile[] = [];
  const unreadable: string[] = [];
  for (const path of paths) {
    try {
      const analysis = await specifications.analyze(path);
      const reported = SEVERITIES.slice(0, SEVERITIES.indexOf(options.level) + 1);
      const findings = analysis.findings.filter(({ severity }) => reported.includes(severity));
      files.push({ path, analysis, findings });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      unreadable.push(error.message);
    }
  }
  if (files.length > 0) console.log(REPORTS[options.format](files));
  if (unreadable.length > 0) throw new Failure(unreadable.join('\n'));
  const warnings = countOf(files, 'warning');
  const tooMany = options.maxWarnings !== undefined && warnings > options.maxWarnings;
  if (tooMany) {
    const counted = plural(warnings, t`{0} warning`, t`{0} warnings`);
    console.error(t`${counted}, at most ${options.maxWarnings ?? 0} are allowed.`);
  }
  return countOf(files, 'error') > 0 || tooMany ? EXIT.findings : EXIT.fine;
}

const REPORTS: Readonly<Record<ReportFormat, (files: readonly CheckedFile[]) => string>> = {
  human: (files) => humanReport(files, pc),
  json: jsonReport,
  sarif: (files) => sarifReport(files, { version: version(), language: spokenLanguage() }),
};
