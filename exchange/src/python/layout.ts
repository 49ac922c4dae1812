/** The longest line of what is written. */
export const WIDTH = 100;

const STEP = '    ';

/** A pair of brackets in a line, by the places of both. */
interface Pair {
  readonly open: number;
  readonly close: number;
}

/** The text with every line of code that is too long broken at its brackets, as `black` does it. */
export function laidOut(text: string): string {
  return text.split('\n').flatMap(brokenLine).join('\n');
}

function brokenLine(line: string): string[] {
  if (line.length <= WIDTH) return [line];
  const indent = /^ */.exec(line)?.[0] ?? '';
  const [, code = line, comment] = /^(.*?) {2}(#[^"']*)$/.exec(line) ?? [];
  if (comment !== undefined) return [`${indent}${comment}`, ...brokenLine(code)];
  const pair = pairsOf(line).findLast(({ open, close }) => close > open + 1);
  if (!pair) return [line];
  const head = line.slice(0, pair.open + 1);
  const tail = line.slice(pair.close);
  const content = line.slice(pair.open + 1, pair.close);
  const items = itemsOf(content);
  const whole = `${indent}${STEP}${content}`;
  if (whole.length <= WIDTH && !head.startsWith(`${indent}def `)) {
    return [...headLines(head), whole, `${indent}${tail}`];
  }
  const comma = items.length > 1 || isCall(head, content);
  const body = items.flatMap((item, index) => {
    const last = index === items.length - 1;
    return brokenLine(`${indent}${STEP}${item}${last && !comma ? '' : ','}`);
  });
  return [...headLines(head), ...body, ...brokenLine(`${indent}${tail}`)];
}

/** What stands before the bracket may be too long by itself. */
function headLines(head: string): string[] {
  return head.length <= WIDTH
    ? [head]
    : brokenLine(`${head})`).map((one, index, all) => {
        return index === all.length - 1 ? one.replace(/\)$/, '') : one;
      });
}

/** Whether a comma after the only item changes nothing: not in an expression in parentheses. */
function isCall(head: string, content: string): boolean {
  const generator = / for \w+(?:, \w+)* in /.test(content);
  return /[\w\])]\($/.test(head) && !generator;
}

/** The outermost brackets of a line, texts left out. */
function pairsOf(line: string): Pair[] {
  const pairs: Pair[] = [];
  const open: number[] = [];
  for (const [at, character] of codeOf(line)) {
    if ('([{'.includes(character)) open.push(at);
    if (!')]}'.includes(character)) continue;
    const start = open.pop();
    if (start !== undefined && open.length === 0) pairs.push({ open: start, close: at });
  }
  return pairs;
}

/** `a, b(c, d)` at its outermost commas. */
function itemsOf(content: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let start = 0;
  for (const [at, character] of codeOf(content)) {
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    if (character !== ',' || depth > 0) continue;
    items.push(content.slice(start, at).trim());
    start = at + 1;
  }
  items.push(content.slice(start).trim());
  return items.filter((item) => item !== '');
}

/** The characters of a line with their places, those inside of texts left out. */
function* codeOf(line: string): Generator<readonly [at: number, character: string]> {
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const character = line[at] as string;
    if (quote !== '') {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else yield [at, character];
  }
}
