import { editDistance } from '../names.ts';

/** The words that begin a declaration. */
export const ITEM_KEYWORDS = ['let', 'data', 'model', 'train'] as const;

/** The words that begin a statement of a model that is no layer. */
export const MODEL_KEYWORDS = [
  'repeat',
  'residual',
  'parallel',
  'init',
  'weights',
  'freeze',
  'replace',
] as const;

/** Those of them whose statement has a block. */
export const MODEL_BLOCK_KEYWORDS = ['repeat', 'residual', 'parallel', 'replace'] as const;

export type ItemKeyword = (typeof ITEM_KEYWORDS)[number];
export type ModelKeyword = (typeof MODEL_KEYWORDS)[number];

/** What other languages and frameworks call the keywords. */
const OTHER_WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    const: 'let',
    var: 'let',
    network: 'model',
    net: 'model',
    class: 'model',
    def: 'model',
    dataset: 'data',
    fit: 'train',
    training: 'train',
    for: 'repeat',
    loop: 'repeat',
    times: 'repeat',
    skip: 'residual',
    shortcut: 'residual',
    concat: 'parallel',
    concatenate: 'parallel',
    stage: 'phase',
    extends: 'from',
    with: 'on',
    using: 'on',
  }),
);

/** The keyword a word was meant to be: at most two letters away, or run together with what follows (`repeat2`). */
export function guessKeyword<K extends string>(
  word: string,
  keywords: readonly K[],
): K | undefined {
  const folded = word.toLowerCase();
  const other = keywords.find((keyword) => keyword === OTHER_WORDS.get(folded));
  if (other) return other;
  const close = keywords.find(
    (keyword) => editDistance(folded, keyword) <= Math.min(2, keyword.length - 2),
  );
  return close ?? keywords.find((keyword) => folded.startsWith(keyword));
}
