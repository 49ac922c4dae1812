import type {
  DataBlock,
  Item,
  LetDeclaration,
  ModelBlock,
  Reference,
  Specification,
  TrainBlock,
} from './ast.ts';
import { documentationOf, expectName, parseBlock } from './blocks.ts';
import { Cursor } from './cursor.ts';
import { parseExpression, parseName, parseString, startsExpression } from './expressions.ts';
import { guessKeyword, ITEM_KEYWORDS, type ItemKeyword, startsItem } from './keywords.ts';
import { scan } from './scanner.ts';
import {
  parseModelStatement,
  parseSetting,
  parseTrainStatement,
  reportMisspelled,
} from './statements.ts';
import type { Token } from './tokens.ts';

/**
 * The syntax tree of a text. Never throws: what cannot be read is reported and skipped to the end of its statement, so that
 * one slip costs one statement.
 */
export function parse(text: string): Specification {
  const cursor = new Cursor(scan(text));
  const items: Item[] = [];
  while (cursor.token.kind !== 'end') {
    const keyword = itemKeyword(cursor);
    if (keyword) items.push(ITEMS[keyword](cursor, cursor.take()));
    else skipToItem(cursor);
  }
  const { tokens, problems } = cursor;
  problems.sort((a, b) => a.range.start - b.range.start);
  const range = { start: 0, end: text.length };
  return { kind: 'specification', items, tokens, problems, range, broken: false };
}

const ITEMS: Record<ItemKeyword, (cursor: Cursor, keyword: Token) => Item> = {
  let: parseLet,
  data: parseData,
  model: parseModel,
  train: parseTrain,
};

/** The keyword that stands here, or the one that a misspelled word was meant to be. */
function itemKeyword(cursor: Cursor): ItemKeyword | undefined {
  const { kind, text, start, end } = cursor.token;
  if (kind !== 'word') return undefined;
  const exact = ITEM_KEYWORDS.find((keyword) => keyword === text);
  if (exact) return exact;
  const next = cursor.peek(1);
  const declares = next.kind === 'word' || next.text === '{' || next.text === '=';
  const guess = declares && !next.lineBreakBefore ? guessKeyword(text, ITEM_KEYWORDS) : undefined;
  if (guess) reportMisspelled(cursor, guess, { start, end });
  return guess;
}

function skipToItem(cursor: Cursor): void {
  if (cursor.at('}')) {
    const { start, end } = cursor.token;
    const fix = { title: "Remove '}'", range: { start, end }, text: '' };
    cursor.report("This '}' closes no block.", { start, end }, fix);
  } else {
    cursor.expected("'let', 'data', 'model' or 'train'");
  }
  do cursor.take();
  while (cursor.token.kind !== 'end' && !startsItem(cursor) && !guessableItem(cursor));
}

/** A misspelled declaration at the start of a line: `modle DigitNet {`. */
function guessableItem(cursor: Cursor): boolean {
  const { kind, text, lineBreakBefore } = cursor.token;
  if (kind !== 'word' || !lineBreakBefore) return false;
  return cursor.peek(2).text === '{' && guessKeyword(text, ITEM_KEYWORDS) !== undefined;
}

function parseLet(cursor: Cursor, keyword: Token): LetDeclaration {
  const before = cursor.problems.length;
  const name = expectName(cursor, 'a name for the constant');
  if (!cursor.takeIf('=')) cursor.expected("'='", ' =');
  const readable = cursor.sameLine && (startsExpression(cursor.token) || cursor.at('+'));
  if (!readable) cursor.expected('a value');
  const value = readable ? parseExpression(cursor) : undefined;
  return {
    kind: 'let',
    documentation: documentationOf(keyword),
    keyword,
    name,
    value,
    range: cursor.rangeFrom(keyword.start),
    broken: cursor.problems.length > before,
  };
}

function parseData(cursor: Cursor, keyword: Token): DataBlock {
  const before = cursor.problems.length;
  const name = expectName(cursor, 'a name for the data set');
  const broken = cursor.problems.length > before;
  const body = parseBlock(cursor, parseSetting);
  return {
    kind: 'data',
    documentation: documentationOf(keyword),
    keyword,
    name,
    body,
    range: cursor.rangeFrom(keyword.start),
    broken,
  };
}

function parseModel(cursor: Cursor, keyword: Token): ModelBlock {
  const before = cursor.problems.length;
  const name = expectName(cursor, 'a name for the model');
  const from = cursor.sameLine ? cursor.takeIf('from') : undefined;
  const base = from ? parseReference(cursor, 'the model to start from') : undefined;
  const broken = cursor.problems.length > before;
  const body = parseBlock(cursor, parseModelStatement);
  return {
    kind: 'model',
    documentation: documentationOf(keyword),
    keyword,
    name,
    base,
    body,
    range: cursor.rangeFrom(keyword.start),
    broken,
  };
}

function parseTrain(cursor: Cursor, keyword: Token): TrainBlock {
  const before = cursor.problems.length;
  const model = parseReference(cursor, 'the model to train');
  if (!cursor.takeIf('on')) {
    cursor.expected("'on' and a data set", ' on');
    const misspelled = cursor.token.kind === 'word' && cursor.peek(1).kind === 'word';
    if (misspelled && cursor.sameLine && !cursor.peek(1).lineBreakBefore) cursor.take();
  }
  const present = cursor.token.kind !== 'punctuation' && cursor.sameLine;
  const data =
    present || cursor.problems.length === before
      ? parseReference(cursor, 'the data set to train on')
      : undefined;
  const broken = cursor.problems.length > before;
  const body = parseBlock(cursor, parseTrainStatement);
  return {
    kind: 'train',
    documentation: documentationOf(keyword),
    keyword,
    model,
    data,
    body,
    range: cursor.rangeFrom(keyword.start),
    broken,
  };
}

/** `DigitNet`, or `"digits.nnspec#DigitNet"` of another file. */
function parseReference(cursor: Cursor, what: string): Reference | undefined {
  const { token } = cursor;
  if (cursor.sameLine && token.kind === 'string') return parseString(cursor);
  if (cursor.sameLine && token.kind === 'word' && token.text !== 'on') return parseName(cursor);
  cursor.expected(what);
  return undefined;
}
