import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { analyze, applyEdits, EMPTY_ENVIRONMENT, type Finding } from '#language';
import { WHOLE_LANGUAGE } from '../specifications.ts';

/**
 * The tables in `mistakes/`: what people write, with the place that is told between « and »; `!`, the rule and the message; after `>`
 * what the first fix makes of it, where there is one that leaves no error.
 */
interface Mistake {
  readonly source: string;
  readonly told: string;
  readonly fixed: string | undefined;
}

/** What stands around the lines of a table: each mistake is the only one of its text. */
const AROUND: Readonly<Record<string, readonly [before: string, after: string]>> = {
  file: ['', ''],
  data: ['data Samples {\n', '\n}\n'],
  model: [
    'data Samples {\n  source spirals(classes: 3)\n}\nmodel Net {\n  input(2)\n',
    '\n  dense(3, softmax, init: glorot_uniform)\n}\ntrain Net on Samples {\n  epochs 50\n}\n',
  ],
  train: [
    'data Samples {\n  source spirals(classes: 3)\n}\nmodel Net {\n  input(2)\n  dense(32, relu, init: he_normal) as hidden\n  dense(3, softmax, init: glorot_uniform)\n}\ntrain Net on Samples {\n',
    '\n}\n',
  ],
};

function mistakesOf(table: string): Mistake[] {
  const file = new URL(`mistakes/${table}.txt`, import.meta.url);
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n\n')
    .map((entry) => {
      const lines = entry.split('\n');
      const message = lines.findIndex((line) => line.startsWith('! '));
      const fixed = lines.slice(message + 1).map((line) => line.slice(2));
      return {
        source: lines.slice(0, message).join('\n'),
        told: lines[message]?.slice(2) ?? '',
        fixed: fixed.length > 0 ? fixed.join('\n') : undefined,
      };
    });
}

function errorsIn(text: string): Finding[] {
  return analyze(text, EMPTY_ENVIRONMENT).findings.filter(({ severity }) => severity === 'error');
}

for (const [table, [before, after]] of Object.entries(AROUND)) {
  const indent = table === 'file' ? '' : '  ';
  const within = (lines: string) => before + lines.replaceAll(/^(?=.)/gm, indent) + after;
  describe(`one mistake in a ${table}: one error, in its place, in plain words`, () => {
    for (const { source, told, fixed } of mistakesOf(table)) {
      it(source, () => {
        const marked = within(source);
        const text = marked.replace('«', '').replace('»', '');
        const errors = errorsIn(text);
        const shown = errors.map(({ rule, message, range: { start, end } }) => [
          `${rule}: ${message}`,
          `${text.slice(0, start)}«${text.slice(start, end)}»${text.slice(end)}`,
        ]);
        assert.deepEqual(shown, [[told, marked]]);
        if (fixed === undefined) return;
        const repaired = applyEdits(text, errors[0]?.fixes[0]?.edits ?? []);
        assert.equal(repaired.trimEnd(), within(fixed).trimEnd());
        assert.deepEqual(errorsIn(repaired), []);
      });
    }
  });
}

describe('a character that is missing anywhere', () => {
  const counts = [...WHOLE_LANGUAGE].map(
    (_, position) =>
      errorsIn(WHOLE_LANGUAGE.slice(0, position) + WHOLE_LANGUAGE.slice(position + 1)).length,
  );

  it('gives one error at most, in 19 places of 20', () => {
    const single = counts.filter((count) => count <= 1).length;
    assert.ok(single / counts.length >= 0.95, `${single} of ${counts.length}`);
  });

  it('never gives more than a name that is used in several places has uses', () => {
    assert.ok(Math.max(...counts) <= 4);
  });
});
