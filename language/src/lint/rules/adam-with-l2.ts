import { t } from '#l10n';
import { CITATIONS } from '../../catalogue/tuning-table.ts';
import { plainLayers } from '../../semantics/model.ts';
import { replaceRange } from '../edits.ts';
import { example } from '../examples.ts';
import type { Rule } from '../rule.ts';

const LAYERS = [
  'dense(32, relu, init: he_normal, l2: 1e-4)',
  'dense(3, softmax, init: glorot_uniform)',
];
const STOPPING = ['epochs 50', 'early_stopping(patience: 5)'];
const ADAM_FAMILY: ReadonlySet<string> = new Set(['adam', 'adamax', 'nadam']);

export const adamWithL2: Rule = {
  id: 'adam-with-l2',
  severity: 'information',
  category: 'regularization',
  topic: 'Tuning table: L1/L2',
  summary: 'With Adam, weights decay better directly: AdamW.',
  documentation: {
    what: 'A model with l2 is trained with adam, adamax or nadam.',
    why: 'The gradient of the penalty, 2·l2·w, is divided by √v like all of the gradient: weights with large gradients decay less than those with small ones. adamw takes rate · decay · w off each weight instead.',
    source: CITATIONS.loshchilov,
  },
  bad: [example({ layers: LAYERS, train: ['optimizer adam(learning_rate: 1e-3)', ...STOPPING] })],
  good: [
    example({
      train: ['optimizer adamw(learning_rate: 1e-3, weight_decay: 0.01)', ...STOPPING],
    }),
  ],
  check({ specification, text }, report) {
    for (const { model, optimizer } of specification.trains) {
      const { name } = optimizer.value;
      const penalised = plainLayers(model?.layers ?? []).find(
        ({ values }) => Number(values.l2) > 0,
      );
      if (!penalised || !optimizer.written || !ADAM_FAMILY.has(name)) continue;
      const { start } = optimizer.range;
      const isWord = text.slice(start, start + name.length) === name;
      report({
        message: t`${name} weakens the l2 of ${penalised.id} where gradients are large: adamw does not.`,
        range: { start, end: start + name.length },
        fixes: isWord
          ? [
              {
                title: t`Change to adamw`,
                edits: [replaceRange({ start, end: start + name.length }, 'adamw')],
                preferred: false,
              },
            ]
          : [],
      });
    }
  },
};
