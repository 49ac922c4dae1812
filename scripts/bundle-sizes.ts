import { buildInMemory, outputs } from './build.ts';

/** What the bundles may weigh, in bytes, minified: they are read and compiled each time an editor starts. */
const limits: Readonly<Record<string, number>> = {
  'server/node.cjs': 350_000,
  'server/browser.js': 350_000,
  'client/node.cjs': 500_000,
  'client/browser.cjs': 500_000,
};

export interface BundleSize {
  /** Relative to `dist/`. */
  readonly output: string;
  readonly bytes: number;
  /** Undefined where there is no bar. */
  readonly limit: number | undefined;
  /** The packages and folders it is made of, the largest first, with their bytes. */
  readonly parts: readonly (readonly [part: string, bytes: number])[];
}

/** The size of every bundle, as it is packaged. */
export async function bundleSizes(): Promise<readonly BundleSize[]> {
  const sizes: BundleSize[] = [];
  for (const output of outputs) {
    const { bytes, inputs } = await buildInMemory(output);
    const parts = new Map<string, number>();
    for (const [path, size] of inputs) {
      const part = partOf(path);
      parts.set(part, (parts.get(part) ?? 0) + size);
    }
    const sorted = [...parts].sort(([, a], [, b]) => b - a);
    sizes.push({ output, bytes, limit: limits[output], parts: sorted });
  }
  return sizes;
}

/** `vscode-jsonrpc` for a package's files, `language/src/lint/rules` for our own. */
function partOf(path: string): string {
  const [, dependency] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  return dependency ?? path.slice(0, path.lastIndexOf('/'));
}
