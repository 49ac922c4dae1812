import { type EntryValue, isEntryValue, type Shape, type Value } from '../catalogue/types.ts';

// Making one takes longer than using it a thousand times.
const counts = new Intl.NumberFormat('en-US');

/** A count with separated thousands: `12,345`. */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** A sample's shape as the language writes it: `64`, `(8, 8, 16)`; a shape of no axes is one number: `()`. */
export function formatShape(shape: Shape): string {
  return shape.length === 1 ? String(shape[0]) : `(${shape.join(', ')})`;
}

const decimalUnits = ['', 'k', 'M', 'G', 'T'];

/** With three digits and a decimal unit: `1.23 k`, `456 M`. */
export function formatDecimal(value: number): string {
  const power = Math.min(Math.max(Math.floor(Math.log10(Math.max(value, 1)) / 3), 0), 4);
  const digits = Number((value / 1000 ** power).toPrecision(3));
  return `${digits} ${decimalUnits[power]}`.trimEnd();
}

/** Bytes in decimal units: `1.23 kB`. */
export function formatBytes(bytes: number): string {
  const text = formatDecimal(bytes);
  return text.includes(' ') ? `${text}B` : `${text} B`;
}

/** A measured number with up to four significant digits. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const rounded = Number(value.toPrecision(4));
  const size = Math.abs(rounded);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? shortExponent(rounded) : String(rounded);
}

function shortExponent(value: number): string {
  return value.toExponential().replace('e+', 'e');
}

/** A value as the language writes it. */
export function formatValue(value: Value): string {
  if (value === null) return 'none';
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value === 'boolean') return String(value);
  return isEntryValue(value) ? formatEntryValue(value) : `(${value.join(', ')})`;
}

/** An entry with the arguments that differ from their defaults: `leaky_relu(slope: 0.2)`. */
export function formatEntryValue({ entry, name, arguments: values }: EntryValue): string {
  const written = entry.parameters.flatMap((parameter) => {
    const value = values[parameter.name];
    if (value === undefined || value === null || value === parameter.default) return [];
    if (isEntryValue(value) && value.name === parameter.default) return [];
    return [`${parameter.name}: ${formatValue(value)}`];
  });
  return written.length === 0 ? name : `${name}(${written.join(', ')})`;
}
