import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { analyze, EMPTY_ENVIRONMENT, parse, planFor } from '#language';
import { randomSpecification } from '../random-models.ts';
import { WHOLE_LANGUAGE } from '../specifications.ts';

/** Analyses a text and asks for all its plans: neither may throw, and findings lie within the text. */
function assertAnalysed(text: string): void {
  const analysis = analyze(text, EMPTY_ENVIRONMENT);
  for (const { range, fixes } of [...analysis.structural, ...analysis.findings]) {
    assert.ok(0 <= range.start && range.start <= range.end && range.end <= text.length);
    for (const { edits } of fixes) {
      for (const { start, end } of edits)
        assert.ok(0 <= start && start <= end && end <= text.length);
    }
  }
  for (const { index } of analysis.resolved.trains) planFor(analysis, index);
}

test('a text with any one token left out, doubled or replaced is analysed', () => {
  const { tokens } = parse(WHOLE_LANGUAGE);
  for (const { start, end, text } of tokens) {
    const before = WHOLE_LANGUAGE.slice(0, start);
    const after = WHOLE_LANGUAGE.slice(end);
    for (const instead of ['', `${text} ${text}`, '(', '}', '0', 'relu', '"x"', '-1', '1e999']) {
      assertAnalysed(before + instead + after);
    }
  }
});

test('random models with pieces exchanged are analysed', () => {
  const cut = fc.nat({ max: 2000 });
  fc.assert(
    fc.property(randomSpecification, randomSpecification, cut, cut, (a, b, from, to) => {
      assertAnalysed(a.slice(0, from % a.length) + b.slice(to % b.length));
    }),
    { numRuns: 300 },
  );
});

test('a finding about a broken statement is told once', () => {
  const text = 'model Net {\n  input(4)\n  dense(8,, nonsense)\n  dense(2, softmax)\n}\n';
  const { structural } = analyze(text, EMPTY_ENVIRONMENT);
  assert.deepEqual(
    structural.map(({ rule }) => rule),
    ['syntax-error'],
  );
});
