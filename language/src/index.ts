/** The language as a pure library: text in, answers out. */
export {
  AUTO_INITIALIZER,
  CATALOGUE,
  findEntry,
  findSetting,
  formatShape,
  settingsOf,
} from './catalogue/index.ts';
export type { MetricEntry, MetricTask } from './catalogue/metrics.ts';
export * from './catalogue/tuning-table.ts';
export * from './catalogue/types.ts';
export { formatOf } from './data/formats.ts';
export { summarize } from './data/summarize.ts';
export * from './data/summary.ts';
export { layerWeights, type WeightsEntry, type WeightsSummary } from './data/weights-summary.ts';
export * from './features/formatting.ts';
export * from './features/index.ts';
export * from './findings.ts';
export { hasLabels } from './lint/columns.ts';
export type { Rule, RuleCategory } from './lint/rule.ts';
export { RULES } from './lint/rules/index.ts';
export { type PlanAnswer, planFor } from './plans/plan-for.ts';
export type * from './semantics/analysis.ts';
export { EMPTY_ENVIRONMENT } from './semantics/analysis.ts';
export { Analyzer, analyze } from './semantics/analyze.ts';
export type * from './semantics/model.ts';
export { flattenResolved, ownLayers, plainLayers } from './semantics/model.ts';
export type * from './syntax/ast.ts';
export type * from './syntax/lines.ts';
export { indexLines } from './syntax/lines.ts';
export { printTokens } from './syntax/printer.ts';
export { parse } from './syntax/sections.ts';
export type * from './syntax/tokens.ts';
