import assert from 'node:assert/strict';
import {
  type Analysis,
  Analyzer,
  codeLenses,
  completionsAt,
  definitionAt,
  documentLinks,
  documentSymbols,
  EMPTY_ENVIRONMENT,
  foldingRanges,
  formatText,
  highlightsAt,
  hoverAt,
  inlayHints,
  planFor,
  printTokens,
  renamableAt,
  selectionRangesAt,
  semanticTokens,
  signatureHelpAt,
} from '#language';

/** Answers that are given at a place of the text. */
const AT: readonly ((analysis: Analysis, offset: number) => unknown)[] = [
  completionsAt,
  definitionAt,
  highlightsAt,
  hoverAt,
  renamableAt,
  signatureHelpAt,
  ({ tree }, offset) => selectionRangesAt(tree, offset),
];

/** Answers about the whole text. */
const ABOUT: readonly ((analysis: Analysis) => unknown)[] = [
  codeLenses,
  documentLinks,
  documentSymbols,
  ({ tree, lines }) => foldingRanges(tree, lines),
  (analysis) => inlayHints(analysis, { start: 0, end: analysis.text.length }),
  (analysis) => semanticTokens(analysis, { start: 0, end: analysis.text.length }),
  (analysis) => analysis.resolved.trains.map((_, index) => planFor(analysis, index)),
];

/** Asks everything about a text: nothing may throw, and nothing of the text may be lost. */
export function askEverything(text: string): void {
  const analyzer = new Analyzer();
  const analysis = analyzer.analyze(text, EMPTY_ENVIRONMENT);
  assert.equal(printTokens(analysis.tree.tokens), text, 'the tokens give the text back');
  for (const { range, fixes, related } of analysis.findings) {
    const edits = fixes.flatMap((fix) => fix.edits);
    for (const { start, end } of [range, ...edits, ...related.map((one) => one.range)]) {
      assert.ok(start >= 0 && start <= end && end <= text.length, `${start} to ${end}`);
    }
  }
  for (const answer of ABOUT) answer(analysis);
  for (const offset of places(text)) for (const answer of AT) answer(analysis, offset);
  assert.equal(letters(formatText(text)), letters(text), 'formatting keeps every word');
  analyzer.analyze('', EMPTY_ENVIRONMENT);
}

/** Some places all over the text, its ends among them. */
function places(text: string): number[] {
  const count = Math.min(text.length, 12);
  const spread = Array.from({ length: count }, (_, index) =>
    Math.floor((index * text.length) / count),
  );
  return [...spread, text.length];
}

/** Letters and digits, in whatever order: arguments are sorted, and white space is the formatter's. */
function letters(text: string): string {
  return [...text.replaceAll(/[^\p{L}\p{N}]/gu, '')].sort().join('');
}
