/** The language as a pure library: text in, answers out. */
export * from './catalogue/tuning-table.ts';
export * from './catalogue/types.ts';
export * from './findings.ts';
export type * from './semantics/analysis.ts';
export { EMPTY_ENVIRONMENT } from './semantics/analysis.ts';
export type * from './semantics/model.ts';
export { flattenResolved, plainLayers } from './semantics/model.ts';
export type * from './syntax/ast.ts';
export type * from './syntax/lines.ts';
export { indexLines } from './syntax/lines.ts';
export type * from './syntax/tokens.ts';
