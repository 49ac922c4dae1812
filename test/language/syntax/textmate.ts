import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { IGrammar, IOnigLib, StateStack } from 'vscode-textmate';

// Both are CommonJS whose exports Node cannot name.
const require = createRequire(import.meta.url);
const { INITIAL, parseRawGrammar, Registry } =
  require('vscode-textmate') as typeof import('vscode-textmate');
const oniguruma = require('vscode-oniguruma') as typeof import('vscode-oniguruma');

const FILE = new URL('../../../syntaxes/nnspec.tmLanguage.json', import.meta.url);

/** The grammar as VS Code reads it: the same tokenizer and the same engine of regular expressions. */
async function loadGrammar(): Promise<IGrammar> {
  const wasm = readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm);
  const onigLib: Promise<IOnigLib> = Promise.resolve({
    createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text: string) => new oniguruma.OnigString(text),
  });
  const raw = parseRawGrammar(readFileSync(FILE, 'utf8'), FILE.pathname);
  const registry = new Registry({ onigLib, loadGrammar: async () => raw });
  const grammar = await registry.loadGrammar('source.nnspec');
  if (!grammar) throw new Error('The grammar cannot be loaded.');
  return grammar;
}

const grammar = await loadGrammar();

/** The coloured pieces of a text, line by line: each is `text scope`, without the language's ending. */
export function tokenize(text: string): string[][] {
  let state: StateStack = INITIAL;
  return text.split('\n').map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.flatMap(({ startIndex, endIndex, scopes }) => {
      const scope = scopes.length > 1 ? scopes.at(-1) : undefined;
      const piece = line.slice(startIndex, endIndex);
      return scope && piece.trim() !== '' ? [`${piece} ${scope.replace(/\.nnspec$/, '')}`] : [];
    });
  });
}

/** The pieces of one line. */
export function tokenizeLine(line: string): string[] {
  return tokenize(line)[0] ?? [];
}
