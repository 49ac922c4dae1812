/** How numbers are written in the panel: as in the text, whatever the person's language. */
import { inThousands, t } from './localization.ts';

/** Four significant digits, powers of ten where numbers are very small or large. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return formatPower(value);
  return trimZeros(value.toPrecision(4));
}

/** Two digits and a power of ten: `3.2e-4`. */
export function formatPower(value: number): string {
  return value === 0 ? '0' : value.toExponential(1).replace('e+', 'e').replace('.0e', 'e');
}

/** A number of an axis, with the digits that its neighbours at this distance need; `largest` is the axis' largest. */
export function formatTick(value: number, spacing: number, largest: number): string {
  if (value === 0 || spacing === 0) return formatNumber(value);
  const decimals = Math.max(0, Math.ceil(-Math.log10(spacing) - 1e-9));
  if (decimals <= 4 && Math.abs(largest) < 1e6) return value.toFixed(decimals);
  const digits = Math.max(0, Math.floor(Math.log10(largest)) - Math.floor(Math.log10(spacing)));
  return value.toExponential(Math.min(digits, 3)).replace('e+', 'e');
}

/** `97.3 %` */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return formatNumber(share);
  return `${(share * 100).toFixed(share > 0 && share < 1 ? 1 : 0)} %`;
}

/** `12,345` */
export function formatCount(count: number): string {
  return inThousands(count);
}

/** `0.8 s`, `42 s`, `3 min 20 s`, `1 h 5 min` */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return t('{0} s', seconds.toFixed(1));
  const rounded = Math.round(seconds);
  if (rounded < 60) return t('{0} s', rounded);
  const minutes = Math.floor(rounded / 60);
  if (minutes < 60) return t('{0} min {1} s', minutes, rounded % 60);
  return t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}

/** `8 × 8 × 1` */
export function formatShape(shape: readonly number[]): string {
  return shape.length === 0 ? t('scalar') : shape.join(' × ');
}

/** Metrics that are shares of the samples; the others are numbers in some unit. */
const shares = /^(val_)?(accuracy|precision|recall|f1|top_\d+|top_k)/;

export function isShare(metric: string): boolean {
  return shares.test(metric);
}

export function formatMetric(name: string, value: number): string {
  return isShare(name) ? formatShare(value) : formatNumber(value);
}

/** `learning-rate-too-high` → `learning rate too high` */
export function words(id: string): string {
  return id.replaceAll(/[-_]/g, ' ');
}

function trimZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}
