import { endOfLine, isLineBreak } from './line-breaks.ts';
import type { Comment, Token, TokenKind } from './tokens.ts';

const NO_COMMENTS: readonly Comment[] = [];
const PUNCTUATION = new Set([...'(){},:=+-*/%'].map((character) => character.charCodeAt(0)));

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;
const APOSTROPHE = 39;
const SLASH = 47;
const DOT = 46;
const BYTE_ORDER_MARK = 0xfeff;

/** How far past a token's end its text may decide where that end is: `1e+` is a number with `5` after it, else three tokens. */
export const SCANNER_LOOKAHEAD = 8;

/**
 * The tokens of a text, the last one being `end`. Never fails: a character that begins no token becomes an `unknown` token, an
 * unclosed string ends at the end of its line. `trivia + text` of all tokens, joined, is the text.
 * @param from where to begin, and `to`: where to end; both must be ends of tokens. Without `to` the last token is `end`
 */
export function scan(text: string, from = 0, to = Number.POSITIVE_INFINITY): Token[] {
  const tokens: Token[] = [];
  let position = from;
  while (position < to) {
    const trivia = scanTrivia(text, position);
    const start = trivia.end;
    const kind = start < text.length ? tokenKind(text, start) : 'end';
    const end = kind === 'end' ? start : tokenEnd(text, start, kind);
    tokens.push({
      kind,
      start,
      end,
      text: text.slice(start, end),
      trivia: text.slice(position, start),
      comments: trivia.comments,
      lineBreakBefore: trivia.lineBreak,
    });
    if (kind === 'end') return tokens;
    position = end;
  }
  return tokens;
}

interface Trivia {
  readonly end: number;
  readonly comments: readonly Comment[];
  readonly lineBreak: boolean;
}

function scanTrivia(text: string, start: number): Trivia {
  let comments = NO_COMMENTS;
  let lineBreak = false;
  let ownLine = start === 0;
  let end = start;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === LINE_FEED || code === CARRIAGE_RETURN) {
      lineBreak = true;
      ownLine = true;
    } else if (code === SLASH && text.charCodeAt(end + 1) === SLASH) {
      const commentEnd = endOfLine(text, end);
      const content = text.slice(end, commentEnd);
      const kind = content.startsWith('///') && !content.startsWith('////') ? 'doc' : 'line';
      comments = [...comments, { kind, text: content, ownLine, start: end, end: commentEnd }];
      end = commentEnd - 1;
    } else if (!isSpace(code)) {
      break;
    }
  }
  return { end, comments, lineBreak };
}

function tokenKind(text: string, start: number): TokenKind {
  const code = text.charCodeAt(start);
  if (isWordStart(code)) return 'word';
  if (isDigit(code) || (code === DOT && isDigit(text.charCodeAt(start + 1)))) return 'number';
  if (code === QUOTE || code === APOSTROPHE) return 'string';
  return PUNCTUATION.has(code) ? 'punctuation' : 'unknown';
}

function tokenEnd(text: string, start: number, kind: TokenKind): number {
  switch (kind) {
    case 'word':
      return skipWhile(text, start + 1, isWordPart);
    case 'number':
      return numberEnd(text, start);
    case 'string': {
      const quote = text.charCodeAt(start);
      const end = skipWhile(text, start + 1, (code) => code !== quote && !isLineBreak(code));
      return text.charCodeAt(end) === quote ? end + 1 : end;
    }
    case 'unknown':
      // One code point, so that an emoji is one token.
      return start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
    default:
      return start + 1;
  }
}

/** Digits, a fraction and an exponent: `64`, `0.5`, `.5`, `1e-3`, `1_000`. */
function numberEnd(text: string, start: number): number {
  let end = skipWhile(text, start, isDigitOrGap);
  if (text.charCodeAt(end) === DOT) end = skipWhile(text, end + 1, isDigitOrGap);
  const exponent = /^[eE][+-]?\d+/.exec(text.slice(end, end + 8));
  return exponent ? skipWhile(text, end + exponent[0].length, isDigit) : end;
}

function skipWhile(text: string, start: number, accepts: (code: number) => boolean): number {
  let end = start;
  while (end < text.length && accepts(text.charCodeAt(end))) end++;
  return end;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 0xa0 || code === BYTE_ORDER_MARK;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isDigitOrGap(code: number): boolean {
  return isDigit(code) || code === 95;
}

function isWordStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || isLetter(code);
}

function isWordPart(code: number): boolean {
  return isWordStart(code) || isDigit(code);
}

/** Letters beyond ASCII, so that names can be written in any language. */
function isLetter(code: number): boolean {
  return code > 0xaa && /\p{L}/u.test(String.fromCharCode(code));
}
