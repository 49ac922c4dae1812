import { t } from '#l10n';

/** The first place at which two plans differ, in words: "train.batchSize is 32 there and 64 here". */
export function whatDiffers(there: string, here: string): string {
  return compare(JSON.parse(there), JSON.parse(here), []) ?? t`their plans differ`;
}

function compare(there: unknown, here: unknown, path: readonly string[]): string | null {
  if (!isBranch(there) || !isBranch(here)) {
    if (Object.is(there, here)) return null;
    return t`${path.join('.')} is ${shown(there)} there and ${shown(here)} here`;
  }
  // A list of layers is as telling by its length as by what is in it.
  if (Array.isArray(there) && Array.isArray(here) && there.length !== here.length) {
    return t`${path.join('.')} has ${there.length} entries there and ${here.length} here`;
  }
  for (const key of new Set([...Object.keys(there), ...Object.keys(here)])) {
    const found = compare(there[key], here[key], [...path, nameOf(there[key]) ?? key]);
    if (found !== null) return found;
  }
  return null;
}

type Branch = Readonly<Record<string, unknown>>;

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null;
}

/** A layer's id tells more than its place in the list. */
function nameOf(value: unknown): string | null {
  return isBranch(value) && typeof value.id === 'string' ? value.id : null;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? t`nothing`;
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
