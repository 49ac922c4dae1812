/**
 * Looks into data files, between the answers: they come through the client in chunks, each of which is read in milliseconds. It is
 * a bundle of its own, which the worker loads with the first data file. What it says has its own memory of the language.
 */
export { speak } from '#l10n';
export { summarize } from '#language';

export type Inspector = typeof import('./inspector.ts');
