import { readFileSync } from 'node:fs';

/** A pattern of a TextMate grammar, as far as NNSpec's grammar uses them: no `begin`/`end`. */
interface Pattern {
  readonly name?: string;
  readonly match?: string;
  readonly captures?: Readonly<Record<string, { readonly name: string }>>;
  readonly include?: string;
  readonly patterns?: readonly Pattern[];
}

interface Grammar extends Pattern {
  readonly repository: Readonly<Record<string, Pattern>>;
}

const FILE = new URL('../../../syntaxes/nnspec.tmLanguage.json', import.meta.url);

export const grammar: Grammar = JSON.parse(readFileSync(FILE, 'utf8'));

/** The patterns that match something, in the order in which they are tried. */
export function leafPatterns(pattern: Pattern = grammar): Pattern[] {
  if (pattern.include) return leafPatterns(grammar.repository[pattern.include.slice(1)]);
  if (pattern.match) return [pattern];
  return (pattern.patterns ?? []).flatMap((inner) => leafPatterns(inner));
}

/**
 * The scopes of a line, as TextMate's rule gives them: the pattern that matches first wins, of several at one place the one
 * that stands first in the grammar. Each piece is `text scope`.
 */
export function tokenizeLine(line: string): string[] {
  const rules = leafPatterns().map((pattern) => ({
    pattern,
    expression: new RegExp(pattern.match ?? '', 'dg'),
  }));
  const pieces: string[] = [];
  for (let position = 0; position < line.length; ) {
    let best: { pattern: Pattern; found: RegExpExecArray } | undefined;
    for (const { pattern, expression } of rules) {
      expression.lastIndex = position;
      const found = expression.exec(line);
      if (found && (!best || found.index < best.found.index)) best = { pattern, found };
    }
    if (!best || best.found[0] === '') break;
    pieces.push(...scopesOf(best.pattern, best.found));
    position = best.found.index + best.found[0].length;
  }
  return pieces;
}

function scopesOf(pattern: Pattern, found: RegExpExecArray): string[] {
  if (pattern.name) return [piece(found[0], pattern.name)];
  return Object.entries(pattern.captures ?? {}).flatMap(([group, { name }]) => {
    const text = found[Number(group)];
    return text === undefined ? [] : [piece(text, name)];
  });
}

function piece(text: string, scope: string): string {
  return `${text} ${scope.replace(/\.nnspec$/, '')}`;
}
