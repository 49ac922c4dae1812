/**
 * Holds the rules about who may import whom (docs/architecture.md): `node scripts/check-imports.ts`.
 *
 * Imports run one way: client, server, cli, webview → diagnosis, exchange → engine, language.
 */
import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What one top-level folder may import, besides its own files. */
interface Layer {
  /** The package imports (`#language`, …) that it may use. */
  readonly layers: readonly string[];
  /** Modules of other layers that it shares with them. */
  readonly shared?: readonly string[];
  /** Packages from npm, and `vscode`. */
  readonly packages: readonly string[];
  /** The folders in which Node's own modules may be used. */
  readonly nodeIn: readonly string[];
}

const webviewProtocol = 'webview/src/protocol.ts';
const serverRequests = 'server/src/requests.ts';
const everyLayer = ['#l10n', '#plan', '#language', '#engine', '#diagnosis', '#exchange'];

const layers: Readonly<Record<string, Layer>> = {
  l10n: { layers: [], packages: [], nodeIn: [] },
  language: { layers: ['#l10n'], packages: ['papaparse', 'fflate'], nodeIn: [] },
  engine: { layers: ['#l10n', '#plan'], packages: ['papaparse', 'fflate'], nodeIn: [] },
  diagnosis: { layers: ['#l10n', '#plan', '#language', '#engine'], packages: [], nodeIn: [] },
  exchange: { layers: ['#l10n', '#plan', '#language', '#engine'], packages: [], nodeIn: [] },
  server: {
    layers: everyLayer,
    packages: [
      'vscode-languageserver-protocol',
      'vscode-languageserver-textdocument',
      'vscode-uri',
    ],
    nodeIn: ['server/src/node'],
  },
  client: {
    layers: everyLayer,
    shared: [webviewProtocol, serverRequests],
    packages: ['vscode', 'vscode-languageclient', 'vscode-uri'],
    nodeIn: ['client/src/node'],
  },
  webview: {
    layers: everyLayer,
    packages: ['chart.js', 'chartjs-plugin-zoom'],
    nodeIn: [],
  },
  cli: {
    layers: everyLayer,
    // For `nnspec --version`.
    shared: ['package.json'],
    packages: ['cli-progress', 'commander', 'picocolors'],
    nodeIn: ['cli/src'],
  },
};

/** One import that breaks a rule. */
export interface Violation {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly imported: string;
  readonly rule: string;
}

/**
 * Finds the imports of one source file that break a rule.
 * @param file its path from the root of the repository, with forward slashes
 */
export function importViolations(file: string, source: string): Violation[] {
  const layerName = file.split('/')[0] ?? '';
  const layer = layers[layerName];
  if (layer === undefined) return [];
  const violations: Violation[] = [];
  for (const { imported, line } of importsOf(source)) {
    const rule = brokenRule(file, layerName, layer, imported);
    if (rule !== undefined) violations.push({ file, line, imported, rule });
  }
  return violations;
}

function brokenRule(
  file: string,
  layerName: string,
  layer: Layer,
  imported: string,
): string | undefined {
  if (imported.startsWith('.')) return brokenPathRule(file, layerName, layer, imported);
  if (imported.startsWith('#')) {
    if (layer.layers.includes(imported)) return undefined;
    return `${layerName} may import ${listed(layer.layers)} of the other layers`;
  }
  if (isBuiltin(imported)) {
    if (layer.nodeIn.some((folder) => file.startsWith(`${folder}/`))) return undefined;
    return layer.nodeIn.length === 0
      ? `${layerName} runs in a browser too: no modules of Node`
      : `modules of Node only in ${listed(layer.nodeIn)}`;
  }
  if (layer.packages.includes(packageOf(imported))) return undefined;
  return `${layerName} may import ${listed(layer.packages)} of the packages`;
}

function brokenPathRule(
  file: string,
  layerName: string,
  layer: Layer,
  imported: string,
): string | undefined {
  if (!/\.(ts|json|nnspec)$/.test(imported)) return 'a relative import names its file, with `.ts`';
  const target = posix.join(posix.dirname(file), imported);
  if (target.startsWith(`${layerName}/`) || layer.shared?.includes(target)) return undefined;
  return `across folders only ${listed([...layer.layers, ...(layer.shared ?? [])])}`;
}

function* importsOf(source: string): Generator<{ imported: string; line: number }> {
  const statement = /^\s*(?:import|export)\b(?:[^;'"`]*?\bfrom)?\s*'([^']+)'/gm;
  const expression = /\bimport\(\s*'([^']+)'/g;
  for (const pattern of [statement, expression]) {
    for (const match of source.matchAll(pattern)) {
      const line = source.slice(0, match.index + match[0].length).split('\n').length;
      yield { imported: match[1] ?? '', line };
    }
  }
}

/** `chart.js/auto` → `chart.js`, `@scope/name/part` → `@scope/name`. */
function packageOf(imported: string): string {
  const parts = imported.split('/');
  return parts.slice(0, imported.startsWith('@') ? 2 : 1).join('/');
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const files = globSync(`{${Object.keys(layers).join(',')}}/src/**/*.ts`, { cwd: root });
  const violations = files.flatMap((file) =>
    importViolations(file.split(sep).join('/'), readFileSync(`${root}/${file}`, 'utf8')),
  );
  for (const { file, line, imported, rule } of violations) {
    console.error(`${file}:${line}: imports '${imported}': ${rule}`);
  }
  console.log(`${files.length} files, ${violations.length} forbidden imports`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
