import { countParameter } from './shared-parameters.ts';
import type { Entry } from './types.ts';

/** What targets a metric can be measured on. */
export type MetricTask = 'classes' | 'real';

export interface MetricEntry extends Entry {
  readonly kind: 'metric';
  readonly task: MetricTask;
}

type Words = Omit<MetricEntry, 'kind' | 'parameters' | 'snippet'> & Partial<MetricEntry>;

const ENTRIES: readonly Words[] = [
  {
    name: 'accuracy',
    task: 'classes',
    summary: 'Share of samples whose class is right.',
    documentation: 'Misleading where one class is far more frequent.',
    formula: 'right / all',
  },
  {
    name: 'top_k',
    task: 'classes',
    summary: 'Share of samples whose class is among the k most probable.',
    documentation: 'For many classes.',
    formula: 'right among the first k / all',
    parameters: [countParameter('k', 'How many classes count.', 5)],
    snippet: 'top_k(${1:5})',
  },
  {
    name: 'precision',
    task: 'classes',
    summary: 'Share of what was called positive that is positive.',
    documentation: 'Averaged over the classes where there are more than two.',
    formula: 'TP / (TP + FP)',
  },
  {
    name: 'recall',
    task: 'classes',
    summary: 'Share of what is positive that was called so.',
    documentation: 'Averaged over the classes where there are more than two.',
    formula: 'TP / (TP + FN)',
  },
  {
    name: 'f1',
    task: 'classes',
    summary: 'Harmonic mean of precision and recall.',
    documentation: 'For classes of different frequency.',
    formula: '2·P·R / (P + R)',
  },
  {
    name: 'auc',
    task: 'classes',
    summary: 'Area under the ROC curve.',
    documentation: 'Chance that a positive sample scores above a negative one: ½ is guessing.',
    formula: 'P(score⁺ > score⁻)',
  },
  {
    name: 'mae',
    task: 'real',
    summary: 'Mean absolute error, in units of the data.',
    documentation: 'How far predictions are off on average.',
    formula: 'mean |ŷ − y|',
  },
  {
    name: 'rmse',
    task: 'real',
    summary: 'Root of the mean squared error, in units of the data.',
    documentation: 'Large errors weigh more than in `mae`.',
    formula: '√mean (ŷ − y)²',
  },
  {
    name: 'r2',
    task: 'real',
    summary: 'Share of the variance that is explained.',
    documentation: '1 is perfect, 0 is no better than the mean.',
    formula: '1 − Σ(ŷ − y)² / Σ(y − ȳ)²',
  },
];

/** Every metric. */
export const METRICS: readonly MetricEntry[] = ENTRIES.map((entry) => ({
  parameters: [],
  snippet: entry.name,
  ...entry,
  kind: 'metric',
}));
