import type { EntryValue } from '../catalogue/types.ts';
import type { TextEdit } from '../findings.ts';
import type { Resolved } from '../semantics/model.ts';
import { replaceRange } from './edits.ts';
import type { Group } from './groups.ts';

/** Every optimizer that is written, those of phases included. */
export function optimizersOf(specification: Group): Resolved<EntryValue>[] {
  const places = specification.trains.flatMap((train) => [train, ...train.phases]);
  const written = places.flatMap(({ optimizer }) => (optimizer.written ? [optimizer] : []));
  return written.filter(
    ({ range }, index) => written.findIndex((other) => other.range.start === range.start) === index,
  );
}

/** Gives an optimizer's argument a value: the one that is written is replaced, else `name: value` is added. */
export function setOptimizerArgument(
  text: string,
  { value, range }: Resolved<EntryValue>,
  name: string,
  argument: string,
): TextEdit {
  const place = value.places[name];
  if (place?.written) return replaceRange(place.range, argument);
  const written = text.slice(range.start, range.end);
  if (!written.endsWith(')')) {
    return { start: range.end, end: range.end, text: `(${name}: ${argument})` };
  }
  const separator = written.endsWith('()') ? '' : ', ';
  const end = range.end - 1;
  return { start: end, end, text: `${separator}${name}: ${argument}` };
}
