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
    source: 'Fawcett 2006, An introduction to ROC analysis',
  },
  {
    name: 'top_k',
    task: 'classes',
    summary: 'Share of samples whose class is among the k most probable.',
    documentation: 'For many classes.',
    formula: 'right among the first k / all',
    source: 'Russakovsky et al. 2015, ImageNet large scale visual recognition challenge',
    parameters: [countParameter('k', 'How many classes count.', 5)],
    snippet: 'top_k(${1:5})',
  },
  {
    name: 'precision',
    task: 'classes',
    summary: 'Share of what was called positive that is positive.',
    documentation: 'Averaged over the classes where there are more than two.',
    formula: 'TP / (TP + FP)',
    source: 'Fawcett 2006, An introduction to ROC analysis',
  },
  {
    name: 'recall',
    task: 'classes',
    summary: 'Share of what is positive that was called so.',
    documentation: 'Averaged over the classes where there are more than two.',
    formula: 'TP / (TP + FN)',
    source: 'Fawcett 2006, An introduction to ROC analysis',
  },
  {
    name: 'f1',
    task: 'classes',
    summary: 'Harmonic mean of precision and recall.',
    documentation: 'For classes of different frequency.',
    formula: '2·P·R / (P + R)',
    source: 'van Rijsbergen 1979, Information retrieval',
  },
  {
    name: 'auc',
    task: 'classes',
    summary: 'Area under the ROC curve.',
    documentation: 'Chance that a positive sample scores above a negative one: ½ is guessing.',
    formula: 'P(score⁺ > score⁻)',
    source: 'Hanley & McNeil 1982, The meaning and use of the area under a ROC curve',
  },
  {
    name: 'mae',
    task: 'real',
    summary: 'Mean absolute error, in units of the data.',
    documentation: 'How far predictions are off on average.',
    formula: 'mean |ŷ − y|',
    source: 'Willmott & Matsuura 2005, Advantages of the mean absolute error',
  },
  {
    name: 'rmse',
    task: 'real',
    summary: 'Root of the mean squared error, in units of the data.',
    documentation: 'Large errors weigh more than in `mae`.',
    formula: '√mean (ŷ − y)²',
    source: 'Chai & Draxler 2014, Root mean square error or mean absolute error',
  },
  {
    name: 'r2',
    task: 'real',
    summary: 'Share of the variance that is explained.',
    documentation: '1 is perfect, 0 is no better than the mean.',
    formula: '1 − Σ(ŷ − y)² / Σ(y − ȳ)²',
    source: 'Draper & Smith 1998, Applied regression analysis',
  },
];

/** Every metric. */
export const METRICS: readonly MetricEntry[] = ENTRIES.map((entry) => ({
  parameters: [],
  snippet: entry.name,
  ...entry,
  kind: 'metric',
}));
