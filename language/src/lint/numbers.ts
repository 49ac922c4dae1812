import { t } from '#l10n';
/** A number as a specification writes it, to three digits: `32`, `0.25`, `1e-3`. */
export function formatNumber(value: number): string {
  const rounded = Number(value.toPrecision(3));
  const size = Math.abs(rounded);
  return size !== 0 && (size < 0.01 || size >= 1e6)
    ? rounded.toExponential().replace('e+', 'e')
    : String(rounded);
}

/** `0.2 to 0.5`. */
export function formatRange(range: { readonly low: number; readonly high: number }): string {
  return t`${formatNumber(range.low)} to ${formatNumber(range.high)}`;
}

export function isWithin(
  value: number,
  range: { readonly low: number; readonly high: number },
): boolean {
  return value >= range.low && value <= range.high;
}
