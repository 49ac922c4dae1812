/** A decimal number as people write it in data files: no hexadecimal, no infinity, no thousands separator. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** The number that the text spells, NaN where it spells none (or one beyond float64). */
export function numberOf(text: string): number {
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}

/** What separates the values of a table that writes decimals with a comma, as spreadsheets of half the world do. */
const SEMICOLON = ';';

/** A cell of a table as the text of a number has it: `68,5` among semicolons is `68.5`. */
export function cellText(cell: string, delimiter: string): string {
  const text = cell.trim();
  return delimiter === SEMICOLON
    ? text.replace(/^([+-]?\d+),(\d+(?:e[+-]?\d+)?)$/i, '$1.$2')
    : text;
}

const ZERO = 0x30;
const PLUS = 0x2b;
const MINUS = 0x2d;
const COMMA = 0x2c;
const POINT = 0x2e;

const SEMICOLON_CODE = SEMICOLON.charCodeAt(0);

/** Digits that a float64 integer holds exactly; with a power of ten up to 10²² one division rounds correctly (Clinger 1990). */
const EXACT_DIGITS = 15;
const POWERS = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/**
 * Reads numbers of the form `[+-]digits[.digits]` straight from the bytes of a row, ten times faster than through strings.
 */
export class PlainNumberReader {
  /** Where the last number ended, or what made it none. */
  stop = 0;

  /**
   * The number between `start` and the delimiter (or `end`). NaN where the cell is anything else, also a number in another
   * form (`1e-3`, more than 15 digits): `numberOf` decides then.
   */
  read(bytes: Uint8Array, start: number, end: number, delimiter: number): number {
    let at = start;
    const sign = bytes[at];
    if (sign === MINUS || sign === PLUS) at++;
    let mantissa = 0;
    let digits = 0;
    let point = -1;
    const separator = delimiter === SEMICOLON_CODE ? COMMA : POINT;
    for (; at < end; at++) {
      const code = bytes[at] as number;
      const digit = code - ZERO;
      if (digit >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit;
        digits++;
      } else if ((code === POINT || code === separator) && point < 0 && digits > 0) {
        point = digits;
      } else break;
    }
    this.stop = at;
    if (at < end && bytes[at] !== delimiter) return Number.NaN;
    if (digits === 0 || digits > EXACT_DIGITS) return Number.NaN;
    const value = point < 0 ? mantissa : mantissa / (POWERS[digits - point] as number);
    return sign === MINUS ? -value : value;
  }
}
