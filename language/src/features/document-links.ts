import type { Analysis } from '../semantics/analysis.ts';
import type { Resolved } from '../semantics/model.ts';
import type { Expression } from '../syntax/ast.ts';
import type { Range } from '../syntax/tokens.ts';

/** A path in the text, as written; `range` is that of the path within the quotes. */
export interface DocumentLink {
  readonly range: Range;
  readonly path: string;
}

/** The files a specification names: data, labels, weights, other specifications. */
export function documentLinks({ resolved, tree }: Analysis): readonly DocumentLink[] {
  const paths = [
    ...resolved.data
      .flatMap(({ source, testSource }) => [source, testSource])
      .flatMap((file) => (file?.kind === 'file' ? [file.path, file.targetPath] : [])),
    ...resolved.models.map(({ weights }) => weights),
  ].flatMap((path) => (path?.written ? [link(path)] : []));
  const modules = tree.items.flatMap((item) => {
    if (item.kind === 'model') return moduleLinks(item.base);
    return item.kind === 'train' ? [...moduleLinks(item.model), ...moduleLinks(item.data)] : [];
  });
  return [...paths, ...modules].sort((a, b) => a.range.start - b.range.start);
}

function link({ value, range }: Resolved<string>): DocumentLink {
  return { path: value, range: { start: range.start + 1, end: range.end - 1 } };
}

/** Of `"other.nnspec#Name"`, the part before `#`. */
function moduleLinks(reference: Expression | undefined): DocumentLink[] {
  if (reference?.kind !== 'string') return [];
  const [path] = reference.value.split('#');
  if (!path) return [];
  const start = reference.range.start + 1;
  return [{ path, range: { start, end: start + path.length } }];
}
