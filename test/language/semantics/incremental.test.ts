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
});
