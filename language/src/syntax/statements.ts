import { t } from '#l10n';
import type {
  BranchBlock,
  ModelStatement,
  Name,
  ParallelBlock,
  PhaseBlock,
  RepeatBlock,
  ReplaceStatement,
  ResidualBlock,
  SelectionStatement,
  Selector,
  TrainStatement,
} from './ast.ts';
import { documentationOf, expectName, parseBlock } from './blocks.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression, parseName, startsExpression } from './expressions.ts';
import { parseForeignLayer } from './foreign-layers.ts';
import {
  guessKeyword,
  MODEL_BLOCK_KEYWORDS,
  MODEL_KEYWORDS,
  type ModelKeyword,
} from './keywords.ts';
import { parseGivenName, parseLayer } from './layer-statements.ts';
import { parseSettingAfter } from './setting-statements.ts';
import { replacement } from './slips.ts';
import type { Token } from './tokens.ts';
import { isInitializerName, isSettingName } from './vocabulary.ts';

const MODEL_STATEMENTS: Record<ModelKeyword, (cursor: Cursor, keyword: Token) => ModelStatement> = {
  repeat: parseRepeat,
  residual: parseResidual,
  parallel: parseParallel,
  // A misspelled keyword is read as the one that was meant.
  init: (cursor, keyword) => parseSettingAfter(cursor, keyword, 'init'),
  weights: (cursor, keyword) => parseSettingAfter(cursor, keyword, 'weights'),
  freeze: parseSelection,
  replace: parseReplace,
};

/** A layer, a block of layers, or a setting of the model: the cursor stands at a word. */
export function parseModelStatement(cursor: Cursor): ModelStatement {
  const foreign = parseForeignLayer(cursor);
  if (foreign) return foreign;
  const { token } = cursor;
  const keyword = MODEL_KEYWORDS.find((word) => word === token.text) ?? guessBlock(cursor);
  return keyword ? MODEL_STATEMENTS[keyword](cursor, cursor.take()) : parseLayer(cursor);
}

/** Misspelled keywords of statements without a block, by what stands after them: `int auto`, `wights "…"`. */
const FOLLOWED: readonly (readonly [keyword: ModelKeyword, follows: (next: Token) => boolean])[] = [
  ['init', ({ kind, text }) => kind === 'word' && isInitializerName(text)],
  ['weights', ({ kind }) => kind === 'string'],
  ['freeze', ({ text }) => ['all', 'until', 'from', 'first', 'last'].includes(text)],
];

/** A misspelled keyword shows by what stands after it, most by their block: `reapet 2 { … }`. */
function guessBlock(cursor: Cursor): ModelKeyword | undefined {
  const next = cursor.peek(1);
  for (const [keyword, follows] of next.lineBreakBefore ? [] : FOLLOWED) {
    const { text, start, end } = cursor.token;
    if (!follows(next) || !guessKeyword(text, [keyword])) continue;
    reportMisspelled(cursor, keyword, { start, end });
    return keyword;
  }
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
  const fix = { title: t`Change to '${keyword}'`, range, text: keyword };
  const found = cursor.token.text;
  cursor.report(t`'${found}' is no keyword. Did you mean '${keyword}'?`, range, fix);
}

function parseRepeat(cursor: Cursor, keyword: Token): RepeatBlock {
  if (cursor.at('{') && cursor.sameLine) return parseUncounted(cursor, keyword);
  const before = cursor.problems.length;
  const counted = cursor.sameLine && startsExpression(cursor.token);
  if (!counted) cursor.expected(t`how often to repeat`, ' 2');
  const count = counted ? parseExpression(cursor) : undefined;
  const broken = cursor.problems.length > before;
  const body = parseBlock(cursor, parseModelStatement);
  return { kind: 'repeat', keyword, count, body, range: cursor.rangeFrom(keyword.start), broken };
}

/** `repeat { … }`, and `repeat { … } 2`, where how often stands behind. */
function parseUncounted(cursor: Cursor, keyword: Token): RepeatBlock {
  const { token, position } = cursor;
  const body = parseBlock(cursor, parseModelStatement);
  const block = cursor.sourceSince(position);
  const count = body?.close ? takeCountBehind(cursor) : undefined;
  const range = cursor.rangeFrom(keyword.start);
  const place = { start: keyword.end, end: keyword.end };
  if (count) {
    const fix = replacement({ start: place.start, end: range.end }, ` ${count.text} ${block}`);
    const message = t`How often stands before the block: repeat ${count.text} { … }.`;
    const title = t`Write ${`repeat ${count.text} { … }`}`;
    cursor.report(message, { start: count.start, end: range.end }, { ...fix, title });
  } else {
    const message = t`Expected ${t`how often to repeat`}, found ${"'{'"}.`;
    const fix = { title: t`Insert '${'2'}'`, range: place, text: ' 2' };
    cursor.report(message, { start: token.start, end: token.end }, fix);
  }
  return { kind: 'repeat', keyword, count: undefined, body, range, broken: true };
}

/** `2`, `x 2`, `2 times`, `2x` behind a block; undefined, and nothing taken, where no number stands there. */
function takeCountBehind(cursor: Cursor): Token | undefined {
  const sign = cursor.at('x') || cursor.at('*') ? 1 : 0;
  const number = cursor.peek(sign);
  if (!cursor.sameLine || number.kind !== 'number' || number.lineBreakBefore) return undefined;
  for (let taken = 0; taken <= sign; taken++) cursor.take();
  if (cursor.sameLine && (cursor.at('times') || cursor.at('x'))) cursor.take();
  return number;
}

function parseResidual(cursor: Cursor, keyword: Token): ResidualBlock {
  const documentation = documentationOf(keyword);
  const body = parseBlock(cursor, parseModelStatement);
  const name = parseGivenName(cursor);
  const range = cursor.rangeFrom(keyword.start);
  return { kind: 'residual', documentation, keyword, body, name, range, broken: !body?.close };
}

function parseParallel(cursor: Cursor, keyword: Token): ParallelBlock {
  const documentation = documentationOf(keyword);
  const body = parseBlock(cursor, parseBranch);
  const name = parseGivenName(cursor);
  const range = cursor.rangeFrom(keyword.start);
  return {
    kind: 'parallel',
    documentation,
    keyword,
    body,
    name,
    range,
    broken: !body?.close,
  };
}

function parseBranch(cursor: Cursor): BranchBlock | undefined {
  const { start, end } = cursor.token;
  if (!cursor.at('branch')) {
    if (cursor.peek(1).text !== '{') return parseOpenBranches(cursor);
    reportMisspelled(cursor, 'branch', { start, end });
  }
  const keyword = cursor.take();
  const body = parseBlock(cursor, parseModelStatement, 'branch');
  return { kind: 'branch', keyword, body, range: cursor.rangeFrom(keyword.start), broken: !body };
}

/** Layers right in a `parallel`: each is meant to be a branch. */
function parseOpenBranches(cursor: Cursor): BranchBlock {
  const { token } = cursor;
  const written: string[] = [];
  while (cursor.token.kind === 'word' && !cursor.at('branch') && !cursor.startsItem) {
    const { position } = cursor;
    parseModelStatement(cursor);
    written.push(`branch { ${cursor.sourceSince(position)} }`);
    while (cursor.takeIf(','));
  }
  const range = cursor.rangeFrom(token.start);
  const fix = { title: t`Make each layer a branch`, range, text: written.join('  ') };
  const place = { start: token.start, end: token.end };
  cursor.report(
    t`The layers of a parallel block stand in branches: ${written[0] ?? ''}.`,
    place,
    fix,
  );
  return { kind: 'branch', keyword: token, body: undefined, range, broken: true };
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
  const name = expectName(cursor, t`a name for the phase`);
  const broken = cursor.problems.length > before;
  const body = parseBlock(cursor, parseTrainStatement, 'phase');
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
    cursor.expected(t`'all', 'until', 'from', 'first', 'last' or a layer's name`);
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
    if (text === 'first' || text === 'last') count = parseCount(cursor);
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

const COUNTED = ['first', 'last'] as const;
const NAMED = ['until', 'from'] as const;

/** The word that says how layers are selected; a misspelled one shows by what follows it: `lats 2`, `untl hidden`. */
function selectorWord(cursor: Cursor): string {
  const { text, start, end } = cursor.token;
  const next = cursor.peek(1);
  const words = next.kind === 'number' ? COUNTED : NAMED;
  const follows = (next.kind === 'number' || next.kind === 'word') && !next.lineBreakBefore;
  if (!follows || [...COUNTED, ...NAMED, 'all'].includes(text)) return text;
  const guess = guessKeyword(text, words as readonly string[]);
  if (guess) reportMisspelled(cursor, guess, { start, end });
  return guess ?? text;
}

/** How many layers, after `first` and `last`. */
function parseCount(cursor: Cursor): Selector['count'] {
  const counted = startsExpression(cursor.token) && !isSettingName(cursor.token.text);
  if (counted && cursor.sameLine) return parseExpression(cursor);
  cursor.expected(t`how many layers`, ' 1');
  return undefined;
}
