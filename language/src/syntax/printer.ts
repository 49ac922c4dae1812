import type { Token } from './tokens.ts';

/** The source that the tokens came from, character by character. */
export function printTokens(tokens: readonly Token[]): string {
  let text = '';
  for (const token of tokens) text += token.trivia + token.text;
  return text;
}
