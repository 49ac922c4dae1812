/** A stretch of the source text: UTF-16 offsets, `end` exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export type TokenKind =
  /** Every word; keywords are contextual, so that `train` can also name a part of a split. */
  | 'word'
  | 'number'
  | 'string'
  /** One of `( ) { } , : = + - * / %`. */
  | 'punctuation'
  /** A character that no token begins with. */
  | 'unknown'
  | 'end';

export interface Comment extends Range {
  /** `///` begins a doc comment, which belongs to the declaration or layer after it. */
  readonly kind: 'line' | 'doc';
  /** The whole comment, slashes included. */
  readonly text: string;
  /** True when nothing but white space stands before it on its line. */
  readonly ownLine: boolean;
}

/**
 * A token carries the trivia before it (white space and comments), so that the tokens of a file, printed one after the
 * other, give the source back. The last token is `end`, with the trivia at the end of the file.
 */
export interface Token extends Range {
  readonly kind: TokenKind;
  readonly text: string;
  /** The source between the token before and this one. */
  readonly trivia: string;
  readonly comments: readonly Comment[];
  /** True when a line break stands between the token before and this one. */
  readonly lineBreakBefore: boolean;
}
