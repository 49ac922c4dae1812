/** What an editor asks about a text, one file a feature: pure functions of the analysis and a place. */
export * from './code-lenses.ts';
export * from './completion.ts';
export * from './document-links.ts';
export { type DocumentSymbol, documentSymbols, type SymbolKind } from './document-symbols.ts';
export * from './fixes.ts';
export * from './folding-ranges.ts';
export * from './hover.ts';
export * from './inlay-hints.ts';
export * from './line-differences.ts';
export * from './on-type-formatting.ts';
export * from './path-completion.ts';
export * from './references.ts';
export * from './rename.ts';
export * from './selection-ranges.ts';
export * from './semantic-tokens.ts';
export * from './signature-help.ts';
export { type NamedSymbol, type Occurrence, occurrenceAt } from './symbols.ts';
export * from './workspace-symbols.ts';
