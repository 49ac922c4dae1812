import { relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Finding, Fix, Severity } from '#language';
import { type CheckedFile, placeOf } from './report.ts';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** Static Analysis Results Interchange Format 2.1.0 (OASIS 2020): what code scanning services read. */
export function sarifReport(
  files: readonly CheckedFile[],
  { version, language }: { readonly version: string; readonly language: string },
): string {
  const rules = [
    ...new Set(files.flatMap(({ findings }) => findings.map(({ rule }) => rule))),
  ].sort();
  const results = files.flatMap((file) =>
    file.findings.map((finding) => resultOf(file, finding, rules)),
  );
  const driver = { name: 'NNSpec', version, rules: rules.map((id) => ({ id })) };
  const report = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver },
        language,
        originalUriBaseIds: { ROOT: { uri: `${pathToFileURL(process.cwd()).href}/` } },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return JSON.stringify(report, null, 2);
}

function resultOf(file: CheckedFile, finding: Finding, rules: readonly string[]) {
  const { line, column, endLine, endColumn } = placeOf(file.analysis, finding);
  const region = { startLine: line, startColumn: column, endLine, endColumn };
  const artifactLocation = locationOf(file.path);
  return {
    ruleId: finding.rule,
    ruleIndex: rules.indexOf(finding.rule),
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [{ physicalLocation: { artifactLocation, region } }],
    ...(finding.fixes.length > 0 && { fixes: finding.fixes.map((fix) => fixOf(fix, file.path)) }),
  };
}

/** A path inside the working folder is given relative to it, so that a report is the same on every machine. */
function locationOf(path: string): { uri: string; uriBaseId?: string } {
  const inside = relative(process.cwd(), resolve(path));
  if (inside.startsWith('..')) return { uri: pathToFileURL(resolve(path)).href };
  return { uri: inside.split(sep).map(encodeURIComponent).join('/'), uriBaseId: 'ROOT' };
}

function fixOf({ title, edits }: Fix, path: string) {
  const replacements = edits.map(({ start, end, text }) => ({
    deletedRegion: { charOffset: start, charLength: end - start },
    insertedContent: { text },
  }));
  return {
    description: { text: title },
    artifactChanges: [{ artifactLocation: locationOf(path), replacements }],
  };
}
