import type { TextEdit } from '../findings.ts';
import { difference } from './fixes.ts';

/** How many lines ahead the same line is looked for. */
const furthest = 200;

/**
 * The edits that turn `before` into `after`, where the two have mostly the same lines but for their white space: one for
 * each stretch of lines that differ, so that cursors and folds elsewhere stay where they are.
 */
export function lineDifferences(before: string, after: string): readonly TextEdit[] {
  const old = linesOf(before);
  const fresh = linesOf(after);
  const edits: TextEdit[] = [];
  let [from, to, offset] = [0, 0, 0];
  while (from < old.length || to < fresh.length) {
    const [skipped, added] = nextMatch(old, from, fresh, to);
    // Lines that match but for their white space make an edit of their own.
    const [removed, inserted] = skipped + added === 0 ? [1, 1] : [skipped, added];
    const source = old.slice(from, from + removed).join('');
    const edit = difference(source, fresh.slice(to, to + inserted).join(''));
    if (edit) edits.push({ start: offset + edit.start, end: offset + edit.end, text: edit.text });
    from += removed;
    to += inserted;
    offset += source.length;
  }
  return edits;
}

/** Lines with their line breaks. */
function linesOf(text: string): readonly string[] {
  return text.split(/(?<=\n)/);
}

/** How many lines of each text to leave out until two lines have the same words; all that is left where there are none. */
function nextMatch(
  old: readonly string[],
  from: number,
  fresh: readonly string[],
  to: number,
): readonly [skipped: number, added: number] {
  const left = old.length - from;
  const right = fresh.length - to;
  for (let distance = 0; distance <= Math.min(left + right, furthest); distance++) {
    for (
      let skipped = Math.max(0, distance - right);
      skipped <= Math.min(distance, left);
      skipped++
    ) {
      const [one, other] = [old[from + skipped], fresh[to + distance - skipped]];
      if (one !== undefined && other !== undefined && words(one) === words(other)) {
        return [skipped, distance - skipped];
      }
    }
  }
  return [left, right];
}

function words(line: string): string {
  return line.replaceAll(/\s+/g, '');
}
