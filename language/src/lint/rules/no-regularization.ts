import { t } from '#l10n';
import { CITATIONS, TUNING_TABLE } from '../../catalogue/tuning-table.ts';
import type { ResolvedTrain } from '../../semantics/model.ts';
import { plainLayers } from '../../semantics/model.ts';
import { setSetting } from '../edits.ts';
import { example } from '../examples.ts';
import type { Rule } from '../rule.ts';

/** Parameters for each training sample. */
const MANY = 10;
const patience = TUNING_TABLE.earlyStopping.patience.start;

const LAYERS = [
  'dense(100, relu, init: he_normal)',
  'dense(100, relu, init: he_normal)',
  'dense(3, softmax, init: glorot_uniform)',
];

export const noRegularization: Rule = {
  id: 'no-regularization',
  severity: 'information',
  category: 'regularization',
  topic: 'Tuning table: overfitting',
  summary: 'A model with far more parameters than samples is not held back by anything.',
  documentation: {
    what: `The model has more than ${MANY} parameters for each training sample, and neither dropout, l1, l2, max_norm, normalisation, weight decay nor early stopping.`,
    why: 'With more free numbers than samples the training set can be learned by heart, noise included. Dropout, penalties and early stopping each make simpler solutions more likely.',
    source: CITATIONS.krogh,
  },
  bad: [
    example({
      data: ['source spirals(samples: 300, classes: 3)'],
      layers: LAYERS,
      train: ['epochs 50'],
    }),
  ],
  good: [
    example({ data: ['source spirals(samples: 300, classes: 3)'], layers: LAYERS }),
    example({ train: ['epochs 50'] }),
  ],
  check({ specification, text }, report) {
    for (const train of specification.trains) {
      const { model, data } = train;
      const samples = data?.rows && Math.floor(data.rows * data.split.train.value);
      if (!model?.parameters || !samples || isHeldBack(train)) continue;
      if (model.parameters <= MANY * samples) continue;
      const statement = `early_stopping(patience: ${patience})`;
      report({
        message: t`${model.name} has ${model.parameters} parameters for ${samples} training samples and no regularisation.`,
        range: train.modelRange ?? train.keywordRange,
        fixes: [
          {
            title: t`Add ${statement}`,
            edits: [setSetting(text, train, 'early_stopping', statement)],
            preferred: false,
          },
        ],
      });
    }
  },
};

function isHeldBack({ model, earlyStopping, optimizer }: ResolvedTrain): boolean {
  const isHolding = plainLayers(model?.layers ?? []).some(
    ({ entry, values }) =>
      entry.family === 'dropout' ||
      entry.family === 'normalization' ||
      Number(values.l1) > 0 ||
      Number(values.l2) > 0 ||
      typeof values.max_norm === 'number',
  );
  return isHolding || earlyStopping !== undefined || optimizer.value.name === 'adamw';
}
