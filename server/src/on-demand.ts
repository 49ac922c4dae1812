/**
 * What is asked for now and then: exports, imports and suggestions. It is a bundle of its own, which the server loads when it is
 * first asked for, so that an editor that only edits starts with half the code.
 */
export { suggest } from '#diagnosis';
export { exported, formats, imported } from './exchange.ts';

export type OnDemand = typeof import('./on-demand.ts');
