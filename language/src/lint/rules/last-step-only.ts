import { t } from '#l10n';
import type { TextEdit } from '../../findings.ts';
import type { PlainLayer } from '../../semantics/model.ts';
import { removeStatement, setArgument } from '../edits.ts';
import { example } from '../examples.ts';
import { networksOf } from '../network.ts';
import type { Rule } from '../rule.ts';

const DATA = ['source adding(length: 30)'];
const TRAIN = ['epochs 50', 'clip_norm 1', 'early_stopping(patience: 5)'];
const HEAD = 'dense(1, linear, init: glorot_uniform)';
const COMMON = { data: DATA, input: '30, 2', train: TRAIN };

/** What may stand between a recurrent layer and the `flatten` without changing what is asked. */
const PASSED: ReadonlySet<string> = new Set(['normalization', 'dropout', 'activation']);

export const lastStepOnly: Rule = {
  id: 'last-step-only',
  severity: 'information',
  category: 'recurrent',
  summary: 'Every step of a sequence is handed on where the last one would do.',
  documentation: {
    what: 'A recurrent layer with `return_sequences: true` is followed by `flatten`, and then by dense layers.',
    why: 'The state h[T] after the last step has seen the whole sequence. All T states side by side give the next layer T times as many weights, bind the network to one length, and let it read early states that have seen little.',
    source: 'Cho et al. 2014, Learning phrase representations using RNN encoder-decoder',
  },
  bad: [
    example({
      ...COMMON,
      layers: ['gru(16, return_sequences: true, init: glorot_uniform)', 'flatten', HEAD],
    }),
  ],
  good: [
    example({ ...COMMON, layers: ['gru(16, init: glorot_uniform)', HEAD] }),
    example({
      ...COMMON,
      layers: [
        'gru(16, return_sequences: true, init: glorot_uniform)',
        'gru(16, init: glorot_uniform)',
        HEAD,
      ],
    }),
  ],
  check({ specification, text }, report) {
    for (const { layers } of networksOf(specification)) {
      for (const [index, layer] of layers.entries()) {
        if (layer.entry.family !== 'recurrent' || layer.values.return_sequences !== true) continue;
        const flatten = nextOf(layers.slice(index + 1));
        if (flatten?.type !== 'flatten' || layer.parent !== flatten.parent) continue;
        const [steps = 1, features = 1] = layer.output ?? [];
        const edits: TextEdit[] = [
          setArgument(layer, 'return_sequences', 'false'),
          removeStatement(text, flatten.range),
        ];
        report({
          message: t`${layer.id} hands on all ${steps} steps, ${steps * features} numbers; its last step alone, ${features} numbers, has seen the whole sequence.`,
          range: layer.arguments.return_sequences?.range ?? layer.typeRange,
          fixes: [{ title: t`Hand on the last step only`, edits, preferred: false }],
        });
      }
    }
  },
};

/** The next layer that does more than to treat each number by itself. */
function nextOf(layers: readonly PlainLayer[]): PlainLayer | undefined {
  return layers.find(({ entry }) => !PASSED.has(entry.family));
}
