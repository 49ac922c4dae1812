import { t } from '#l10n';
import { isScaledLabel } from '../columns.ts';
import { removeStatement } from '../edits.ts';
import { example } from '../examples.ts';
import type { Rule } from '../rule.ts';

const DATA = ['source "data/sensors.csv"', 'target state', 'features exclude(version)'];
const LAYERS = ['dense(32, relu, init: he_normal)', 'dense(1, sigmoid, init: glorot_uniform)'];
const TRAIN = ['loss binary_cross_entropy', 'epochs 50', 'early_stopping(patience: 5)'];

export const scaledLabels: Rule = {
  id: 'scaled-labels',
  severity: 'error',
  category: 'data',
  summary: 'Classes are not scaled.',
  documentation: {
    what: 'The target holds classes, the loss is one of classification, and scale_target would make real numbers of them.',
    why: 'Class 3 is not three times class 1: labels are names. Scaled to −1.2 or 0.4 they name nothing any more, and no class probability can be compared with them.',
    source: 'Hastie, Tibshirani & Friedman 2009, The elements of statistical learning, section 2.2',
  },
  bad: [
    example({
      data: [...DATA, 'scale standardize', 'scale_target standardize'],
      layers: LAYERS,
      train: TRAIN,
    }),
  ],
  good: [example({ data: [...DATA, 'scale standardize'], layers: LAYERS, train: TRAIN })],
  check({ specification, text }, report) {
    for (const train of specification.trains) {
      const setting = train.data?.settings.get('scale_target');
      if (!setting || !isScaledLabel(train)) continue;
      report({
        message: t`The target of ${train.data?.name ?? ''} holds classes, which ${train.loss?.value.name ?? ''} needs as they are: remove scale_target.`,
        range: setting.range,
        fixes: [
          {
            title: t`Remove scale_target`,
            edits: [removeStatement(text, setting.range)],
            preferred: true,
          },
        ],
      });
    }
  },
};
