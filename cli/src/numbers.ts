import { InvalidArgumentError } from 'commander';
import { t } from '#l10n';

/** Numbers as they stand behind options. Each throws an error that says what they should be. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgumentError(t`It should be a whole number of at least 0.`);
  }
  return value;
}

export function positiveNumber(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError(t`It should be at least 1.`);
  return value;
}

export function threadCount(text: string): number | 'auto' {
  return text === 'auto' ? text : positiveNumber(text);
}
