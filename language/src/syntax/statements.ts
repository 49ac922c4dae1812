import type {
  Argument,
  BranchBlock,
  LayerStatement,
  ModelStatement,
  Name,
  ParallelBlock,
  PhaseBlock,
  RepeatBlock,
  ReplaceStatement,
  ResidualBlock,
  SelectionStatement,
  Selector,
  Setting,
  TrainStatement,
} from './ast.ts';
import { documentationOf, expectName, parseBlock } from './blocks.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression, parseGroup, parseName, startsExpression } from './expressions.ts';
import {
  guessKeyword,
  MODEL_BLOCK_KEYWORDS,
  MODEL_KEYWORDS,
  type ModelKeyword,
  startsItem,
} from './keywords.ts';
import type { Token } from './tokens.ts';

const MODEL_STATEMENTS: Record<ModelKeyword, (cursor: Cursor, keyword: Token) => ModelStatement> = {
  repeat: parseRepeat,
  residual: parseResidual,
  parallel: parseParallel,
  init: parseSettingAfter,
  weights: parseSettingAfter,
  freeze: parseSelection,
  replace: parseReplace,
};

/** A layer, a block of layers, or a setting of the model: the cursor stands at a word. */
export function parseModelStatement(cursor: Cursor): ModelStatement {
  const { token } = cursor;
  const keyword = MODEL_KEYWORDS.find((word) => word === token.text) ?? guessBlock(cursor);
  return keyword ? MODEL_STATEMENTS[keyword](cursor, cursor.take()) : parseLayer(cursor);
}

/** A misspelled keyword shows by the block after it: `reapet 2 { … }`. */
function guessBlock(cursor: Cursor): ModelKeyword | undefined {
  const next = cursor.peek(1);
  const opensBlock = next.text === '{' || (next.kind === 'number' && cursor.peek(2).text === '{');
  if (!opensBlock || next.lineBreakBefore) return undefined;
  const { start, end, text } = cursor.token;
  const keyword = guessKeyword(text, MODEL_BLOCK_KEYWORDS);
  if (keyword) reportMisspelled(cursor, keyword, { start, end });
  return keyword;
}

export function reportMisspelled(
  cursor: Cursor,
  keyword: string,
  range: { start: number; end: number },
): void {
  const fix = { title: `Change to '${keyword}'`, range, text: keyword };
  const found = cursor.token.text;
  cursor.report(`'${found}' is no keyword. Did you mean '${keyword}'?`, range, fix);
}

function parseLayer(cursor: Cursor): LayerStatement {
  const before = cursor.problems.length;
  const { token } = cursor;
  const type = parseName(cursor);
  if (cursor.token.kind === 'number' && cursor.sameLine) reportBareArgument(cursor, type);
  const group = cursor.at('(') && cursor.sameLine ? parseGroup(cursor) : undefined;
  const name = parseGivenName(cursor);
  return {
    kind: 'layer',
    documentation: documentationOf(token),
    type,
    arguments: group,
    name,
    range: cursor.rangeFrom(token.start),
    broken: cursor.problems.length > before,
  };
}

/** `dense 64`: the arguments of a layer stand in parentheses. */
function reportBareArgument(cursor: Cursor, type: Name): void {
  const { start, end, text } = cursor.take();
  const range = { start: type.range.end, end };
  const fix = { title: `Write ${type.name}(${text})`, range, text: `(${text})` };
  cursor.report(
    `The arguments of a layer stand in parentheses: ${type.name}(${text}).`,
    { start, end },
    fix,
  );
}

/** `as hidden` */
function parseGivenName(cursor: Cursor): Name | undefined {
  if (!cursor.at('as') || !cursor.sameLine) return undefined;
  cursor.take();
  return expectName(cursor, 'a name for the layer');
}

function parseRepeat(cursor: Cursor, keyword: Token): RepeatBlock {
  const before = cursor.problems.length;
  const count = parseExpression(cursor);
  const broken = cursor.problems.length > before;
  const body = parseBlock(cursor, parseModelStatement);
  return { kind: 'repeat', keyword, count, body, range: cursor.rangeFrom(keyword.start), broken };
}

function parseResidual(cursor: Cursor, keyword: Token): ResidualBlock {
  const documentation = documentationOf(keyword);
  const body = parseBlock(cursor, parseModelStatement);
  const name = parseGivenName(cursor);
  const range = cursor.rangeFrom(keyword.start);
  return { kind: 'residual', documentation, keyword, body, name, range, broken: !body };
}

function parseParallel(cursor: Cursor, keyword: Token): ParallelBlock {
  const documentation = documentationOf(keyword);
  const body = parseBlock(cursor, parseBranch);
  const name = parseGivenName(cursor);
  const range = cursor.rangeFrom(keyword.start);
  return { kind: 'parallel', documentation, keyword, body, name, range, broken: !body };
}

function parseBranch(cursor: Cursor): BranchBlock | undefined {
  const { start, end } = cursor.token;
  if (!cursor.at('branch')) {
    if (cursor.peek(1).text !== '{') {
      cursor.expected("'branch { … }'");
      return undefined;
    }
    reportMisspelled(cursor, 'branch', { start, end });
  }
  const keyword = cursor.take();
  const body = parseBlock(cursor, parseModelStatement);
  return { kind: 'branch', keyword, body, range: cursor.rangeFrom(keyword.start), broken: !body };
}

function parseReplace(cursor: Cursor, keyword: Token): ReplaceStatement {
  const before = cursor.problems.length;
  const selector = parseSelector(cursor);
  const broken = cursor.problems.length > before;
  const body = parseBlock(cursor, parseModelStatement);
  const range = cursor.rangeFrom(keyword.start);
  return { kind: 'replace', keyword, selector, body, range, broken };
}

/** A setting, a phase, or `freeze` and `unfreeze`: the cursor stands at a word. */
export function parseTrainStatement(cursor: Cursor): TrainStatement {
  const { token } = cursor;
  if (cursor.at('phase')) return parsePhase(cursor, cursor.take());
  if (cursor.at('freeze') || cursor.at('unfreeze')) return parseSelection(cursor, cursor.take());
  const blockFollows = cursor.peek(1).text === '{' || cursor.peek(2).text === '{';
  if (blockFollows && !cursor.peek(1).lineBreakBefore && guessKeyword(token.text, ['phase'])) {
    reportMisspelled(cursor, 'phase', { start: token.start, end: token.end });
    return parsePhase(cursor, cursor.take());
  }
  return parseSettingAfter(cursor, cursor.take());
}

function parsePhase(cursor: Cursor, keyword: Token): PhaseBlock {
  const before = cursor.problems.length;
  const name = expectName(cursor, 'a name for the phase');
  const broken = cursor.problems.length > before;
  const body = parseBlock(cursor, parseTrainStatement);
  return { kind: 'phase', keyword, name, body, range: cursor.rangeFrom(keyword.start), broken };
}

function parseSelection(cursor: Cursor, keyword: Token): SelectionStatement {
  const before = cursor.problems.length;
  const action = keyword.text === 'unfreeze' ? 'unfreeze' : 'freeze';
  const selector = parseSelector(cursor);
  const range = cursor.rangeFrom(keyword.start);
  const broken = cursor.problems.length > before;
  return { kind: 'selection', keyword, action, selector, range, broken };
}

/** `all`, `until hidden`, `from hidden`, `first 3`, `last 2`, `hidden, head`. */
function parseSelector(cursor: Cursor): Selector | undefined {
  const { token } = cursor;
  if (token.kind !== 'word' || !cursor.sameLine) {
    cursor.expected("'all', 'until', 'from', 'first', 'last' or a layer's name");
    return undefined;
  }
  const before = cursor.problems.length;
  const names: Name[] = [];
  let count: Selector['count'];
  let mode: Selector['mode'] = 'names';
  const text = selectorWord(cursor);
  if (
    text === 'all' ||
    text === 'until' ||
    text === 'from' ||
    text === 'first' ||
    text === 'last'
  ) {
    mode = text;
    cursor.take();
    if (text === 'first' || text === 'last') count = parseExpression(cursor);
    const name =
      text === 'until' || text === 'from' ? expectName(cursor, "a layer's name") : undefined;
    if (name) names.push(name);
  } else {
    do names.push(parseName(cursor));
    while (cursor.takeIf(',') && cursor.token.kind === 'word');
  }
  const keyword = mode === 'names' ? undefined : token;
  const broken = cursor.problems.length > before;
  return {
    kind: 'selector',
    mode,
    keyword,
    names,
    count,
    range: cursor.rangeFrom(token.start),
    broken,
  };
}

/** The word that says how layers are selected; a misspelled one shows by the number after it: `lats 2`. */
function selectorWord(cursor: Cursor): string {
  const { text, start, end } = cursor.token;
  const counts = ['first', 'last'] as const;
  if (cursor.peek(1).kind !== 'number' || counts.some((word) => word === text)) return text;
  const guess = guessKeyword(text, counts);
  if (guess) reportMisspelled(cursor, guess, { start, end });
  return guess ?? text;
}

/** A setting: the cursor stands at its name. */
export function parseSetting(cursor: Cursor): Setting {
  return parseSettingAfter(cursor, cursor.take());
}

function parseSettingAfter(cursor: Cursor, keyword: Token): Setting {
  const before = cursor.problems.length;
  const { text, start, end } = keyword;
  const name: Name = { kind: 'name', name: text, range: { start, end }, broken: false };
  if (cursor.at('=') || cursor.at(':')) reportSettingSign(cursor);
  const values: Argument[] = [];
  if (cursor.sameLine && startsExpression(cursor.token)) {
    do values.push(parseSettingValue(cursor, values.length > 0));
    while (cursor.takeIf(','));
  }
  const range = cursor.rangeFrom(start);
  return { kind: 'setting', name, values, range, broken: cursor.problems.length > before };
}

function reportSettingSign(cursor: Cursor): void {
  const { start, end, text } = cursor.take();
  const fix = { title: `Remove '${text}'`, range: { start, end }, text: '' };
  cursor.report(
    `The value stands right after the setting's name, without '${text}'.`,
    { start, end },
    fix,
  );
}

/** A value, with a label before a number: `train 70%`. After a comma it may stand on the next line. */
function parseSettingValue(cursor: Cursor, afterComma: boolean): Argument {
  const before = cursor.problems.length;
  const { token } = cursor;
  const next = cursor.peek(1);
  const labelled = token.kind === 'word' && next.kind === 'number' && !next.lineBreakBefore;
  const continues = afterComma && token.lineBreakBefore && !startsItem(cursor);
  const name = labelled && (cursor.sameLine || continues) ? parseName(cursor) : undefined;
  const value = parseExpression(cursor, continues && !name);
  const range = cursor.rangeFrom(token.start);
  return { kind: 'argument', name, value, range, broken: cursor.problems.length > before };
}
