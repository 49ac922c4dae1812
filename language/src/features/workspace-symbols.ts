import type { Analysis } from '../semantics/analysis.ts';
import { ownLayers } from '../semantics/model.ts';
import type { Range } from '../syntax/tokens.ts';

/** A name that can be looked for in all files. */
export interface WorkspaceSymbol {
  readonly name: string;
  readonly kind: 'model' | 'data' | 'constant' | 'layer';
  /** Of the name in its declaration. */
  readonly range: Range;
  /** The model that a layer is part of. */
  readonly container: string | undefined;
}

/** What a file declares by a name in which the letters of the query stand in their order. */
export function workspaceSymbols(
  { resolved }: Analysis,
  query: string,
): readonly WorkspaceSymbol[] {
  const letters = [...query].map((letter) => letter.replace(/[\^$.*+?()[\]{}|/\\]/, '\\$&'));
  const pattern = new RegExp(letters.join('.*'), 'iu');
  const { models, data, constants } = resolved;
  const layers = models.flatMap((model) =>
    ownLayers(model).flatMap(({ name, copy }): WorkspaceSymbol[] => {
      if (!name || copy > 0) return [];
      return [{ name: name.name, kind: 'layer', range: name.range, container: model.name }];
    }),
  );
  const symbols: readonly WorkspaceSymbol[] = [
    ...models.map(declared('model')),
    ...data.map(declared('data')),
    ...constants.map(declared('constant')),
    ...layers,
  ];
  return symbols.filter(({ name }) => name !== '' && pattern.test(name));
}

function declared(kind: WorkspaceSymbol['kind']) {
  return ({ name, nameRange }: { readonly name: string; readonly nameRange: Range }) => ({
    name,
    kind,
    range: nameRange,
    container: undefined,
  });
}
