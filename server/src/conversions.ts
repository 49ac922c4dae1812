import type { Analysis, Finding, TextEdit as LanguageEdit, Range as Offsets } from '#language';
import {
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type MarkupContent,
  MarkupKind,
  type Position,
  type Range,
  type TextEdit,
} from './protocol.ts';

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

const tags = {
  unnecessary: DiagnosticTag.Unnecessary,
  deprecated: DiagnosticTag.Deprecated,
} as const;

export function toRange({ lines }: Analysis, { start, end }: Offsets): Range {
  return { start: lines.positionAt(start), end: lines.positionAt(end) };
}

/** A position beyond the end of its line means the line's end, as the protocol has it. */
export function toOffset({ lines, text }: Analysis, { line, character }: Position): number {
  const start = lines.starts[line];
  if (start === undefined) return text.length;
  let end = lines.starts[line + 1] ?? text.length;
  while (end > start && /[\r\n]/.test(text[end - 1] ?? '')) end--;
  return Math.min(start + character, end);
}

export function toOffsets(analysis: Analysis, { start, end }: Range): Offsets {
  return { start: toOffset(analysis, start), end: toOffset(analysis, end) };
}

export function toTextEdit(analysis: Analysis, edit: LanguageEdit): TextEdit {
  return { range: toRange(analysis, edit), newText: edit.text };
}

export function toMarkup(value: string): MarkupContent {
  return { kind: MarkupKind.Markdown, value };
}

/** @param documentation the folder of the rules' pages as a URI; undefined: no links to them */
export function toDiagnostic(
  analysis: Analysis,
  finding: Finding,
  uri: string,
  documentation: string | undefined,
): Diagnostic {
  const diagnostic: Diagnostic = {
    range: toRange(analysis, finding.range),
    severity: severities[finding.severity],
    source: 'nnspec',
    code: finding.rule,
    message: finding.message,
  };
  if (documentation) diagnostic.codeDescription = { href: `${documentation}/${finding.rule}.md` };
  if (finding.tags.length > 0) diagnostic.tags = finding.tags.map((tag) => tags[tag]);
  if (finding.related.length > 0) {
    diagnostic.relatedInformation = finding.related.map(({ message, range }) => ({
      message,
      location: { uri, range: toRange(analysis, range) },
    }));
  }
  return diagnostic;
}
