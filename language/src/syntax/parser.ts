import { t } from '#l10n';
import type {
  DataBlock,
  Item,
  LetDeclaration,
  ModelBlock,
  Name,
  Reference,
  TrainBlock,
} from './ast.ts';
import { documentationOf, expectName, parseBlock } from './blocks.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression, parseName, parseString, startsExpression } from './expressions.ts';
import { guessKeyword, ITEM_KEYWORDS, type ItemKeyword } from './keywords.ts';
import { parseSetting } from './setting-statements.ts';
import { removal, replacement, skipForeignComment } from './slips.ts';
import { parseModelStatement, parseTrainStatement, reportMisspelled } from './statements.ts';
import type { Token } from './tokens.ts';

/**
 * One declaration: the cursor stands at its first token. Undefined where what stands there begins none, which is then reported
 * and skipped.
 */
export function parseItem(cursor: Cursor): Item | undefined {
  const keyword = itemKeyword(cursor);
  if (keyword) return ITEMS[keyword](cursor, cursor.take());
  if (assigns(cursor)) return parseAssignment(cursor);
  skipToItem(cursor);
  return undefined;
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
  if (!guess) return undefined;
  const name = nameInKeyword(cursor.token, guess, next);
  if (text === 'class' && reportClass(cursor)) return guess;
  if (!name) reportMisspelled(cursor, guess, { start, end });
  else {
    const written = `${guess} ${name.name}`;
    const fix = replacement({ start, end }, written);
    cursor.report(t`A space is missing: ${written}.`, { start, end }, fix);
  }
  return guess;
}

/** `class Net(nn.Module) {`: false where no parentheses follow the name. What is in them is skipped with the name. */
function reportClass(cursor: Cursor): boolean {
  const [keyword, name] = [cursor.token, cursor.peek(1)];
  const length = basesLength(cursor, 2);
  if (name.kind !== 'word' || length === 0) return false;
  const range = { start: keyword.start, end: cursor.peek(1 + length).end };
  const written = `model ${name.text}`;
  cursor.report(
    t`A model is declared as ${written} { … }, not as a class.`,
    range,
    replacement(range, written),
  );
  return true;
}

/** How many tokens parentheses have at a distance, both included; 0 where there are none on this line. */
function basesLength(cursor: Cursor, start: number): number {
  for (let distance = start; ; distance++) {
    const { text, kind, lineBreakBefore } = cursor.peek(distance);
    const opens = distance > start || text === '(';
    if (!opens || kind === 'end' || lineBreakBefore || text === '{') return 0;
    if (text === ')') return distance - start + 1;
  }
}

/** `Net` of `modelNet {`: the name that ran together with the keyword before it; undefined where a name follows. */
function nameInKeyword(token: Token, keyword: ItemKeyword, next: Token): Name | undefined {
  const { text, start, end } = token;
  const named = next.kind === 'word' && !['from', 'on'].includes(next.text);
  if (named || !text.startsWith(keyword) || text.length === keyword.length) return undefined;
  const range = { start: start + keyword.length, end };
  return { kind: 'name', name: text.slice(keyword.length), range, broken: false };
}

function skipToItem(cursor: Cursor): void {
  const { token } = cursor;
  const range = { start: token.start, end: token.end };
  if (skipForeignComment(cursor)) return;
  if (cursor.at('}')) cursor.report(t`This '}' closes no block.`, range, removal(token));
  else if (token.text === ';' || token.text === ',') {
    cursor.report(t`No '${token.text}' is needed between declarations.`, range, removal(token));
    cursor.take();
    return;
  } else cursor.unexpected(t`'let', 'data', 'model' or 'train'`);
  do cursor.take();
  while (!cursor.atEnd && !cursor.startsItem && !guessableItem(cursor));
}

/** `width = 64`, `width := 64` at the start of a line: a constant without its keyword. */
function assigns(cursor: Cursor): boolean {
  const [next, after] = [cursor.peek(1), cursor.peek(2)];
  const sign = next.text === '=' || (next.text === ':' && after.text === '=');
  return cursor.token.kind === 'word' && sign && !next.lineBreakBefore;
}

function parseAssignment(cursor: Cursor): LetDeclaration {
  const { token } = cursor;
  const name = parseName(cursor);
  const colon = cursor.takeIf(':');
  const range = { start: token.start, end: cursor.lastEnd };
  const written = `let ${token.text}`;
  const fix = replacement(range, colon ? `${written} ` : written);
  cursor.report(t`A constant begins with 'let': let ${token.text}.`, range, fix);
  return parseConstant(cursor, token, name);
}

/** A misspelled declaration at the start of a line: `modle DigitNet {`. */
function guessableItem(cursor: Cursor): boolean {
  const { kind, text, lineBreakBefore } = cursor.token;
  if (kind !== 'word' || !lineBreakBefore) return false;
  return cursor.peek(2).text === '{' && guessKeyword(text, ITEM_KEYWORDS) !== undefined;
}

function parseLet(cursor: Cursor, keyword: Token): LetDeclaration {
  const before = cursor.problems.length;
  const name =
    nameInKeyword(keyword, 'let', cursor.token) ?? expectName(cursor, t`a name for the constant`);
  const constant = parseConstant(cursor, keyword, name);
  return { ...constant, broken: cursor.problems.length > before };
}

/** What stands after a constant's name. */
function parseConstant(cursor: Cursor, keyword: Token, name: Name | undefined): LetDeclaration {
  const before = cursor.problems.length;
  if (!cursor.takeIf('=')) reportMissingSign(cursor);
  const readable = cursor.sameLine && (startsExpression(cursor.token) || cursor.at('+'));
  if (!readable) cursor.expected(t`a value`);
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

/** `let width: 64`, `let width := 64`, `let width 64`. */
function reportMissingSign(cursor: Cursor): void {
  const { token, lastEnd } = cursor;
  if (!cursor.sameLine || !cursor.at(':')) {
    cursor.expected("'='", ' =');
    return;
  }
  cursor.take();
  cursor.takeIf('=');
  const stretch = { start: lastEnd, end: cursor.lastEnd };
  const range = { start: token.start, end: cursor.lastEnd };
  cursor.report(t`A constant's value stands after '='.`, range, replacement(stretch, ' ='));
}

/** The name of a declaration; one of several words becomes one. */
function declaredName(cursor: Cursor, what: string, keyword: string | undefined): Name | undefined {
  const [word, next, after] = [cursor.token, cursor.peek(1), cursor.peek(2)];
  const several =
    word.kind === 'word' && next.kind === 'word' && after.text === '{' && !next.lineBreakBefore;
  if (!several || next.text === keyword) return expectName(cursor, what);
  const name = parseName(cursor);
  cursor.take();
  const range = { start: word.start, end: next.end };
  const joined = `${word.text}_${next.text}`;
  cursor.report(t`A name is one word: ${joined}.`, range, replacement(range, joined));
  return name;
}

function parseData(cursor: Cursor, keyword: Token): DataBlock {
  const before = cursor.problems.length;
  const name =
    nameInKeyword(keyword, 'data', cursor.token) ??
    declaredName(cursor, t`a name for the data set`, undefined);
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
  const name =
    nameInKeyword(keyword, 'model', cursor.token) ??
    declaredName(cursor, t`a name for the model`, 'from');
  const bases = keyword.text === 'class' ? basesLength(cursor, 0) : 0;
  for (let taken = 0; taken < bases; taken++) cursor.take();
  const from = takeKeyword(cursor, 'from');
  const base = from ? parseReference(cursor, t`the model to start from`) : undefined;
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
  const { model, data } = callSubjects(cursor) ?? trainSubjects(cursor);
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

type TrainSubjects = Pick<TrainBlock, 'model' | 'data'>;

/** `Net on Samples` */
function trainSubjects(cursor: Cursor): TrainSubjects {
  const before = cursor.problems.length;
  const model =
    nameInKeyword(cursor.peek(-1), 'train', cursor.token) ??
    parseReference(cursor, t`the model to train`);
  const { token, lastEnd } = cursor;
  if (cursor.at(',') && cursor.peek(1).kind === 'word') {
    const range = { start: token.start, end: token.end };
    const fix = replacement({ start: lastEnd, end: token.end }, ' on');
    cursor.report(t`Expected 'on' before the data set, found ','.`, range, fix);
    cursor.take();
  } else if (!takeKeyword(cursor, 'on')) cursor.expected(t`'on' and a data set`);
  const present = cursor.token.kind !== 'punctuation' && cursor.sameLine;
  const due = present || cursor.problems.length === before;
  return { model, data: due ? parseReference(cursor, t`the data set to train on`) : undefined };
}

/** `train(Net, Samples)`; undefined where it is written as it should. */
function callSubjects(cursor: Cursor): TrainSubjects | undefined {
  const [open, model, comma, data, close] = [0, 1, 2, 3, 4].map((distance) =>
    cursor.peek(distance),
  );
  if (open?.text !== '(' || comma?.text !== ',' || close?.text !== ')') return undefined;
  if (model?.kind !== 'word' || data?.kind !== 'word') return undefined;
  const start = cursor.lastEnd;
  cursor.take();
  const names = { model: parseName(cursor), data: cursor.take() && parseName(cursor) };
  cursor.take();
  const range = { start: open.start, end: close.end };
  const fix = replacement({ start, end: close.end }, ` ${model.text} on ${data.text}`);
  cursor.report(
    t`Model and data stand without parentheses: train ${model.text} on ${data.text}.`,
    range,
    fix,
  );
  return names;
}

/** A keyword before a name, or a word that was meant to be it: `model B extends Net`, `train Net with Samples`. */
function takeKeyword(cursor: Cursor, keyword: 'from' | 'on'): Token | undefined {
  if (!cursor.sameLine) return undefined;
  if (cursor.at(keyword)) return cursor.take();
  const { kind, text, start, end } = cursor.token;
  const next = cursor.peek(1);
  const named = (next.kind === 'word' || next.kind === 'string') && !next.lineBreakBefore;
  if (kind !== 'word' || !named || guessKeyword(text, [keyword]) === undefined) return undefined;
  reportMisspelled(cursor, keyword, { start, end });
  return cursor.take();
}

/** `DigitNet`, or `"digits.nnspec#DigitNet"` of another file. */
function parseReference(cursor: Cursor, what: string): Reference | undefined {
  const { token } = cursor;
  if (cursor.sameLine && token.kind === 'string') return parseString(cursor);
  if (cursor.sameLine && token.kind === 'word' && token.text !== 'on') return parseName(cursor);
  cursor.expected(what);
  return undefined;
}
