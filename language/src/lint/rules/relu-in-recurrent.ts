import { t } from '#l10n';
import { setActivation } from '../edits.ts';
import { example } from '../examples.ts';
import { networksOf } from '../network.ts';
import type { Rule } from '../rule.ts';

const SEQUENCES = {
  data: ['source adding(length: 20)'],
  input: '20, 2',
  train: ['epochs 50', 'clip_norm 1', 'early_stopping(patience: 5)'],
};
const HEAD = 'dense(1, linear, init: glorot_uniform)';
const UNBOUNDED: ReadonlySet<string> = new Set([
  'relu',
  'leaky_relu',
  'prelu',
  'elu',
  'selu',
  'gelu',
  'swish',
  'exponential',
]);

export const reluInRecurrent: Rule = {
  id: 'relu-in-recurrent',
  severity: 'warning',
  category: 'recurrent',
  topic: 'Exploding gradients',
  summary: 'The state of a gated recurrent layer should be bounded.',
  documentation: {
    what: 'An lstm or gru has relu, or another activation without an upper bound.',
    why: 'The state goes through the same layer at every time step. tanh keeps it between −1 and 1; an unbounded activation lets it grow from step to step, and the gradient with it.',
    source: 'Hochreiter & Schmidhuber 1997, Long short-term memory',
  },
  bad: [example({ ...SEQUENCES, layers: ['lstm(32, relu)', HEAD] })],
  good: [example({ ...SEQUENCES, layers: ['lstm(32)', HEAD] })],
  check({ specification }, report) {
    for (const layer of networksOf(specification).flatMap(({ layers }) => layers)) {
      const name = layer.activation?.value.name ?? '';
      if ((layer.type !== 'lstm' && layer.type !== 'gru') || !UNBOUNDED.has(name)) continue;
      report({
        message: t`The state of ${layer.id} (${layer.type}) is not bounded by ${name}: use tanh.`,
        range: layer.activation?.range ?? layer.typeRange,
        fixes: [
          { title: t`Change to tanh`, edits: [setActivation(layer, 'tanh')], preferred: true },
        ],
      });
    }
  },
};
