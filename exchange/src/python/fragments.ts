/** A function or class of Python that others may need: text by name. */
export type Fragments = Readonly<Record<string, string>>;

/**
 * Those of the fragments that the text names, and those that they name in turn, in the order of the table: what is
 * written has no function that nothing calls.
 */
export function usedFragments(fragments: Fragments, text: string): string[] {
  const used = new Set<string>();
  const visit = (source: string): void => {
    for (const [name, fragment] of Object.entries(fragments)) {
      if (used.has(name) || !new RegExp(`(?<![\\w.])${name}\\b`).test(source)) continue;
      used.add(name);
      visit(fragment);
    }
  };
  visit(text);
  return Object.keys(fragments).flatMap((name) =>
    used.has(name) ? [(fragments[name] as string).trim()] : [],
  );
}

/** A text with the fragments that it needs: classes before it, functions after. */
export function withFragments(fragments: Fragments, own: string): string[] {
  const used = usedFragments(fragments, own);
  const isClass = (fragment: string) => fragment.startsWith('@dataclass');
  return [...used.filter(isClass), own, ...used.filter((fragment) => !isClass(fragment))];
}

/** A module as a whole, perhaps under another name, or names of a module. */
type Import =
  | { readonly module: string; readonly as?: string }
  | { readonly from: string; readonly names: readonly string[]; readonly modules?: true };

/** Everything that may be imported, in the groups and the order of PEP 8. */
const IMPORTS: readonly (readonly Import[])[] = [
  [
    ...['argparse', 'csv', 'gzip', 'io', 'math', 'os', 're', 'struct'].map((module) => ({
      module,
    })),
    { from: 'collections.abc', names: ['Callable', 'Iterator'] },
    { from: 'dataclasses', names: ['asdict', 'dataclass'] },
    { from: 'pathlib', names: ['Path'] },
  ],
  [
    { module: 'keras' },
    { module: 'numpy', as: 'np' },
    { module: 'ray' },
    { module: 'torch' },
    { module: 'torch.distributed', as: 'dist' },
    { module: 'torch.nn.functional', as: 'F' },
    { from: 'keras', names: ['layers', 'ops'], modules: true },
    { from: 'ray', names: ['tune'] },
    { from: 'ray.tune.schedulers', names: ['ASHAScheduler'] },
    { from: 'torch', names: ['Tensor', 'nn'] },
    { from: 'torch.nn.parallel', names: ['DistributedDataParallel'] },
  ],
];

/** The imports that a text needs, by the names that occur in it. */
export function importsOf(text: string): string {
  const lines = IMPORTS.map((group) => group.flatMap((entry) => importOf(entry, text)));
  const groups = [['from __future__ import annotations'], ...lines];
  const written = groups.filter((group) => group.length > 0);
  return written.map((group) => group.join('\n')).join('\n\n');
}

function importOf(entry: Import, text: string): string[] {
  const occurs = (pattern: string) => new RegExp(`(?<![\\w."])${pattern}`).test(text);
  if ('module' in entry) {
    const { module, as } = entry;
    const line = as === undefined ? `import ${module}` : `import ${module} as ${as}`;
    return occurs(`${as ?? module}\\.`) ? [line] : [];
  }
  // `layers` is a word of many scripts; `layers.Dense` is Keras.
  const end = entry.modules ? '\\.\\w' : '\\b';
  const names = entry.names.filter((name) => occurs(`${name}${end}`));
  return names.length === 0 ? [] : [`from ${entry.from} import ${names.join(', ')}`];
}
