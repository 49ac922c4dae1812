import { SYNONYMS } from './catalogue/synonyms.ts';

/** Number of insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
export function editDistance(a: string, b: string): number {
  let twoBack: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(
        (previous[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + cost,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (twoBack[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    twoBack = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}

/**
 * The candidate that a misspelled word most likely meant, or that means the same as a word of another framework; undefined
 * where there is none. Case and separators do not count.
 */
export function closestName(word: string, candidates: Iterable<string>): string | undefined {
  const names = [...candidates];
  const wanted = fold(word);
  const synonym = SYNONYMS.get(wanted)?.find((name) => names.includes(name));
  return synonym ?? mostSimilar(wanted, names);
}

function mostSimilar(wanted: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  let closest: string | undefined;
  let least = limit + 1;
  for (const candidate of candidates) {
    const folded = fold(candidate);
    if (Math.abs(folded.length - wanted.length) >= least) continue;
    const distance = editDistance(wanted, folded);
    if (distance < least) {
      least = distance;
      closest = candidate;
    }
  }
  return closest;
}

function fold(word: string): string {
  return word.toLowerCase().replaceAll(/[_-]/g, '');
}
