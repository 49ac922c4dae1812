import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type Analysis,
  Analyzer,
  analyze,
  type DataProblem,
  EMPTY_ENVIRONMENT,
  type Environment,
} from '#language';
import { someText, someTypings, textsOf } from '../edits.ts';

/** Everything that an analysis says; what computes positions is left to the text it was made from. */
function content({ uri, text, lines, tree, resolved, structural, findings }: Analysis) {
  return { uri, text, starts: lines.starts, tree, resolved, structural, findings };
}

const missing: DataProblem = { kind: 'problem', message: 'It is gone.', advice: 'Look for it.' };
const base = analyze('model Base { input(2)  dense(4, relu)  dense(1) }', EMPTY_ENVIRONMENT);
const otherBase = analyze('// Moved.\nmodel Base { input(3)  dense(1) }', EMPTY_ENVIRONMENT);

/** Environments that say different things about the same files. */
const environments: readonly Environment[] = [
  { ...EMPTY_ENVIRONMENT, uri: 'file:///a.nnspec' },
  { ...EMPTY_ENVIRONMENT, uri: 'file:///a.nnspec', dataSummary: () => missing },
  { ...EMPTY_ENVIRONMENT, uri: 'file:///a.nnspec', module: () => base },
  { ...EMPTY_ENVIRONMENT, uri: 'file:///a.nnspec', module: () => otherBase },
];

function checkTexts(texts: readonly string[], environmentOf: (index: number) => Environment): void {
  const analyzer = new Analyzer();
  texts.forEach((text, index) => {
    const environment = environmentOf(index);
    const incremental = analyzer.analyze(text, environment);
    assert.deepEqual(content(incremental), content(analyze(text, environment)));
  });
}

describe('incremental analysis', () => {
  it('is equal to a fresh one after any edits', () => {
    const runs = Number(process.env.NNSPEC_FUZZ_RUNS ?? 150);
    fc.assert(
      fc.property(someText, someTypings, fc.nat(), (text, typings, start) => {
        checkTexts(textsOf(text, typings), (index) => {
          const turn = Math.floor((index + start) / 2) % environments.length;
          return environments[turn] as Environment;
        });
      }),
      { numRuns: runs },
    );
  });
});
