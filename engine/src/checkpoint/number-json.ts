/** JSON that keeps every number: NaN, the infinities and −0 are written as texts that nothing else begins with. */
const MARK = '\u0000';

/** Writes plain data. */
export function stringifyNumbers(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item !== 'number') return item;
    if (Object.is(item, -0)) return `${MARK}-0`;
    return Number.isFinite(item) ? item : `${MARK}${item}`;
  });
}

/** The way back; throws a SyntaxError for what is no JSON. */
export function parseNumbers(text: string): unknown {
  return JSON.parse(text, (_, item: unknown) =>
    typeof item === 'string' && item.startsWith(MARK) ? Number(item.slice(MARK.length)) : item,
  );
}
