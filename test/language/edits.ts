import fc from 'fast-check';
import { applyEdits, type TextEdit } from '#language';
import { randomSpecification } from './random-models.ts';

/** A model of someone who writes specifications: texts, whole and broken, and what is typed into them. */

/** Pieces that decide where declarations begin and end, and how they refer to each other. */
export const FRAGMENTS = [
  '\n',
  '\r\n',
  '\r',
  ' ',
  '{',
  '}',
  '(',
  ')',
  ',',
  ':',
  '"',
  "'",
  '// ',
  '/// A note.\n',
  '/*',
  '*/',
  '#',
  '1',
  'e+',
  '0.5',
  '%',
  '-',
  '\u00e9',
  '\ud83d',
  '\u0000',
  '\nlet width = 8\n',
  '\nlet width',
  'let ',
  'data ',
  'model ',
  'train ',
  'width',
  'Net',
  'Set',
  ' from Net',
  ' on Set',
  '\nmodel Other from Net { replace last 1 { dense(2, softmax) } }\n',
  '\nmodel Imported from "other.nnspec#Base" { freeze first 1 }\n',
  '\ndata File { source "data.csv"  target label }\n',
  '\ntrain Net on File { epochs 2 }\n',
  '\ntrain Other on Set { }\n',
  '\n  dense(width, relu)\n',
  '\n  lstm(4)\n  conv1d(3, 9)\n',
  '\n  repeat width { dense(4) as same }\n',
  '\n  // nnspec-disable-next-line\n',
  '\n  // nnspec-disable-next-line unknown-name, learning-rate\n',
  '\nmodle Net {\n',
  '\n  seed 1  seed 2\n',
  'optimizer sgd(learning_rate: 10)\n',
] as const;

/** Where something is typed, as a share of the text's length, how much it replaces, and what is typed. */
interface Typing {
  readonly place: number;
  readonly removed: number;
  readonly text: string;
}

const typing: fc.Arbitrary<Typing> = fc.record({
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }) },
    { weight: 2, arbitrary: fc.integer({ min: 4, max: 80 }) },
    { weight: 1, arbitrary: fc.integer({ min: 80, max: 2000 }) },
  ),
  text: fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ maxLength: 6 }), fc.constant('')),
});

/** A text of several declarations: valid ones under different names, and pieces between them. */
export const someText: fc.Arbitrary<string> = fc
  .array(fc.oneof(randomSpecification, fc.constantFrom(...FRAGMENTS)), { maxLength: 5 })
  .map((parts) =>
    parts
      .map((part, index) => part.replaceAll(/\b(Net|Set)\b/g, (name) => name + (index % 3 || '')))
      .join('\n'),
  );

export const someTypings: fc.Arbitrary<readonly Typing[]> = fc.array(typing, {
  minLength: 1,
  maxLength: 12,
});

/** What typing makes of a text, as an edit. */
export function editOf(text: string, { place, removed, text: typed }: Typing): TextEdit {
  const start = Math.floor(place * text.length);
  return { start, end: Math.min(start + removed, text.length), text: typed };
}

/** The texts that one after the other come about, the first included. */
export function textsOf(first: string, typings: readonly Typing[]): string[] {
  const texts = [first];
  for (const one of typings) {
    const text = texts.at(-1) ?? '';
    texts.push(applyEdits(text, [editOf(text, one)]));
  }
  return texts;
}
