import type { Analysis } from '../semantics/analysis.ts';
import type { Range } from '../syntax/tokens.ts';
import type { Completion } from './completion.ts';
import { blockKindOf, expectationAt } from './expectation.ts';
import { placeAt } from './place.ts';

/** A path being typed within quotes. */
export interface TypedPath {
  /** The folder typed so far, with its last slash; relative to the specification. */
  readonly folder: string;
  /** Of what is typed after the folder (or after `#`). */
  readonly replace: Range;
  /** Files that make sense here. */
  readonly files: RegExp;
  /** In `"other.nnspec#Na`, the file whose models or data are named; then no file is completed. */
  readonly module?: { readonly path: string; readonly declares: 'model' | 'data' };
}

const dataFiles = /\.(csv|tsv|npz)(\.gz)?$|-ubyte(\.gz)?$/i;
const weightFiles = /\.safetensors$/i;
const specifications = /\.nnspec$/i;

/** The path at an offset within a string; undefined where the string is none. */
export function pathTypedAt(analysis: Analysis, offset: number): TypedPath | undefined {
  const { text, tree } = analysis;
  const place = placeAt(text, tree.tokens, offset);
  if (place.inside !== 'string' || !place.typed) return undefined;
  const start = place.typed.start + 1;
  const typed = text.slice(start, offset);
  if (blockKindOf(place) === 'file') {
    const declares = place.statement.at(-1)?.text === 'on' ? 'data' : 'model';
    const hash = typed.indexOf('#');
    if (hash < 0) return { ...folderOf(typed, start, offset), files: specifications };
    const replace = { start: start + hash + 1, end: offset };
    return {
      folder: '',
      replace,
      files: specifications,
      module: { path: typed.slice(0, hash), declares },
    };
  }
  const { entry, parameter } = expectationAt(place);
  if (entry?.name === 'weights') return { ...folderOf(typed, start, offset), files: weightFiles };
  if (!parameter || !['path', 'source', 'column'].includes(parameter.type)) return undefined;
  return { ...folderOf(typed, start, offset), files: dataFiles };
}

function folderOf(typed: string, start: number, offset: number): Omit<TypedPath, 'files'> {
  const slash = typed.lastIndexOf('/') + 1;
  return { folder: typed.slice(0, slash), replace: { start: start + slash, end: offset } };
}

/** The entries of the typed folder that fit. */
export function pathCompletions(
  { replace, files }: TypedPath,
  entries: readonly { readonly name: string; readonly folder: boolean }[],
): readonly Completion[] {
  return entries
    .filter(({ name, folder }) => !name.startsWith('.') && (folder || files.test(name)))
    .map(({ name, folder }) => ({
      label: folder ? `${name}/` : name,
      kind: folder ? 'folder' : 'file',
      rank: folder ? 1 : 0,
      again: folder,
      replace,
    }));
}

/** The models or data sets of another specification, after `#`. */
export function moduleCompletions(
  { replace, module }: TypedPath,
  { resolved }: Analysis,
): readonly Completion[] {
  if (module?.declares === 'data') {
    return resolved.data.map(({ name }) => ({ label: name, kind: 'data', replace }));
  }
  return resolved.models.map(({ name }) => ({ label: name, kind: 'model', replace }));
}
