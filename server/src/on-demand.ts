/**
 * What is asked for now and then: exports, imports and suggestions. It is a bundle of its own, which the server loads when it is
 * first asked for, so that an editor that only edits starts with half the code. What it says has its own memory of the language.
 */
export { suggest } from '#diagnosis';
export { speak } from '#l10n';
export { exported, formats, imported } from './exchange.ts';

export type OnDemand = typeof import('./on-demand.ts');
