import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { parseSync } from 'oxc-parser';

/** The properties of a rule that make its page, and its tests; `check` never reads them. */
const pageParts: ReadonlySet<string> = new Set(['topic', 'documentation', 'bad', 'good']);

/** The same for an error: it cannot be silenced, and so is never offered with its summary. */
const pagePartsOfError: ReadonlySet<string> = new Set([...pageParts, 'summary']);
const ERROR = /^severity: 'error'$/;

/**
 * Leaves the rules' pages out of a bundle: the server checks by the rules, and links to their pages, which are files of the
 * extension. What only the pages use goes with them.
 */
export const withoutRulePages: Plugin = {
  name: 'without-rule-pages',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]lint[\\/]rules[\\/][\w-]+\.ts$/ }, async ({ path }) => ({
      contents: withoutPages(await readFile(path, 'utf8'), path),
      loader: 'ts',
    }));
  },
};

/** A rule's module without the properties that make its page. */
export function withoutPages(source: string, path: string): string {
  const { program } = parseSync(path, source);
  const parts: { start: number; end: number }[] = [];
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration') continue;
    if (statement.declaration?.type !== 'VariableDeclaration') continue;
    for (const { init } of statement.declaration.declarations) {
      // A rule, or a function that is given one.
      const rule = init?.type === 'CallExpression' ? init.arguments[0] : init;
      if (rule?.type !== 'ObjectExpression') continue;
      const isError = rule.properties.some(({ start, end }) =>
        ERROR.test(source.slice(start, end)),
      );
      const left = isError ? pagePartsOfError : pageParts;
      for (const property of rule.properties) {
        if (property.type !== 'Property' || property.key.type !== 'Identifier') continue;
        if (left.has(property.key.name)) parts.push(property);
      }
    }
  }
  let text = source;
  for (const { start, end } of parts.toReversed()) {
    text = text.slice(0, start) + text.slice(end).replace(/^,/, '');
  }
  return text;
}
