import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Analyzer, EMPTY_ENVIRONMENT } from '#language';
import { someText, someTypings, textsOf } from '../edits.ts';
import { checkTexts } from './compare.ts';

const TEXT = `let width = 8

model First { input(2)  dense(width, relu) }

model Second { input(2)  dense(4, relu) }
`;

describe('incremental analysis', () => {
  it('is equal to a fresh one after any edits', () => {
    fc.assert(
      fc.property(someText, someTypings, fc.nat(), (text, typings, turn) =>
        checkTexts(textsOf(text, typings), turn),
      ),
      { numRuns: 150 },
    );
  });

  it('keeps what an edit does not concern, and makes anew what refers to the edited', () => {
    const analyzer = new Analyzer();
    const [first, second] = analyzer.analyze(TEXT, EMPTY_ENVIRONMENT).resolved.models;
    const edited = TEXT.replace('width = 8', 'width = 16');
    const after = analyzer.analyze(edited, EMPTY_ENVIRONMENT).resolved.models;
    assert.equal(after[0]?.layers[0]?.output?.[0], 16);
    assert.notEqual(after[0], first);
    assert.equal(after[1], second, 'the second model does not use the constant');
    assert.equal(after[1]?.nameRange.start, edited.indexOf('Second'), 'and has moved');
  });

  it('keeps what the rules found where nothing that they look at has changed', () => {
    const analyzer = new Analyzer();
    const pair = (name: string) =>
      `data D${name} { source moons }\nmodel M${name} { input(2)  dense(8, relu)  dense(2, softmax) }\ntrain M${name} on D${name} { epochs 90 }\n`;
    const text = `${pair('a')}${pair('b')}`;
    const before = analyzer.analyze(text, EMPTY_ENVIRONMENT).findings;
    const after = analyzer.analyze(
      text.replace('Mb { input(2)', 'Mb { input(3)'),
      EMPTY_ENVIRONMENT,
    );
    const [first] = before;
    assert.equal(first?.rule, 'hidden-layers');
    assert.ok(
      first && after.findings.includes(first),
      'the first model does not refer to the second',
    );
    const last = before.at(-1);
    assert.ok(last && !after.findings.includes(last), 'the second one is looked at again');
  });

  it('looks again where the line that a declaration begins on is another: fixes are indented as it is', () => {
    const model = 'data D { source moons }\nmodel Net { input(2)  dense(2, softmax) }\n';
    const train = 'let a = 1  train Net on D { epochs 90\n}\n';
    const [plain, indented] = [model + train, `${model}    ${train}`];
    checkTexts([plain, indented, plain], 0);
    const analyzer = new Analyzer();
    const fixesOf = (text: string) =>
      JSON.stringify(analyzer.analyze(text, EMPTY_ENVIRONMENT).findings.map(({ fixes }) => fixes));
    assert.doesNotMatch(fixesOf(plain), /"\\n {4}early_stopping/);
    assert.match(fixesOf(indented), /"\\n {4}early_stopping/);
  });
});
