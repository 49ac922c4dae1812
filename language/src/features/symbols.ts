import type { Analysis } from '../semantics/analysis.ts';
import { type NameReference, ownLayers } from '../semantics/model.ts';
import type { Range } from '../syntax/tokens.ts';
import { contains } from './tree.ts';

/** A declared name, wherever it is declared. */
export interface NamedSymbol {
  readonly kind: NameReference['target']['kind'];
  readonly name: string;
  /** Of the name in its declaration, in `file`. */
  readonly declaration: Range;
  /** The path, as written, of the file that declares it; undefined: the file at hand. */
  readonly file: string | undefined;
}

/** A place where a symbol's name stands. */
export interface Occurrence {
  readonly symbol: NamedSymbol;
  /** Of the name alone, without quotes and the path before `#`. */
  readonly range: Range;
  readonly role: 'declaration' | 'use';
}

/** Every place of the file where a declared name stands, declarations included. */
export function occurrences(analysis: Analysis): readonly Occurrence[] {
  return [...declarations(analysis), ...uses(analysis)];
}

/** The occurrence at an offset, both ends of the name included. */
export function occurrenceAt(analysis: Analysis, offset: number): Occurrence | undefined {
  return occurrences(analysis).find(({ range }) => contains(range, offset));
}

function* declarations({ resolved }: Analysis): Generator<Occurrence> {
  const declared = (kind: NamedSymbol['kind'], name: string, range: Range): Occurrence => ({
    symbol: { kind, name, declaration: range, file: undefined },
    range,
    role: 'declaration',
  });
  for (const { name, nameRange } of resolved.constants) yield declared('constant', name, nameRange);
  for (const { name, nameRange } of resolved.data) yield declared('data', name, nameRange);
  for (const model of resolved.models) {
    yield declared('model', model.name, model.nameRange);
    // A layer inside of a `repeat` is declared once, however many copies it makes.
    for (const layer of ownLayers(model)) {
      if (layer.name && layer.copy === 0)
        yield declared('layer', layer.name.name, layer.name.range);
    }
  }
}

function* uses({ resolved, text }: Analysis): Generator<Occurrence> {
  for (const { range, target } of resolved.references) {
    const file = 'file' in target ? target.file : undefined;
    const symbol = { kind: target.kind, name: target.name, declaration: target.range, file };
    yield { symbol, range: nameInReference(text, range), role: 'use' };
  }
}

/** `"other.nnspec#Name"` → the range of `Name`; a plain name is its own. */
function nameInReference(text: string, range: Range): Range {
  if (text[range.start] !== '"') return range;
  const written = text.slice(range.start, range.end);
  const end = written.endsWith('"') && written.length > 1 ? range.end - 1 : range.end;
  return { start: range.start + written.indexOf('#') + 1, end };
}
