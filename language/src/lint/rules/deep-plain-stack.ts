import { t } from '#l10n';
import { CITATIONS } from '../../catalogue/tuning-table.ts';
import { insertAfter } from '../edits.ts';
import { example } from '../examples.ts';
import { plainChains } from '../gain.ts';
import { activationName, networksOf } from '../network.ts';
import type { Rule } from '../rule.ts';

const MOST = 10;
const RELU_FAMILY: ReadonlySet<string> = new Set([
  'relu',
  'leaky_relu',
  'prelu',
  'elu',
  'gelu',
  'swish',
]);
const HEAD = 'dense(3, softmax, init: glorot_uniform)';
const DEEP = Array.from({ length: 12 }, () => 'dense(32, relu, init: he_normal)');

export const deepPlainStack: Rule = {
  id: 'deep-plain-stack',
  severity: 'warning',
  category: 'activation',
  topic: 'Vanishing gradients',
  summary: 'A deep stack of layers wants normalisation or residual blocks.',
  documentation: {
    what: `More than ${MOST} hidden layers of the ReLU family follow each other without normalisation or residual block.`,
    why: 'Even with the right initialiser the signals’ size wanders at random, more with every layer, and plain stacks get harder to train the deeper they are. A residual block passes the gradient on unchanged: ∂(x + f(x))/∂x = 1 + f′(x).',
    source: CITATIONS.resnet,
  },
  bad: [example({ layers: [...DEEP, HEAD] })],
  good: [
    example({ layers: [...DEEP.slice(0, 4), HEAD] }),
    example({ layers: [...DEEP.flatMap((layer) => [layer, 'batch_norm']), HEAD] }),
  ],
  check({ specification, text }, report) {
    for (const { hidden } of networksOf(specification)) {
      for (const chain of plainChains(hidden)) {
        const rectified = chain.filter((unit) => RELU_FAMILY.has(activationName(unit)));
        const [first] = rectified;
        if (!first || rectified.length <= MOST) continue;
        const edits = rectified
          .filter(({ layer }) => layer.copy === 0)
          .map(({ activationLayer }) => insertAfter(text, activationLayer.range, 'batch_norm'));
        report({
          message: t`${first.layer.id} begins a stack of ${rectified.length} layers without normalisation or residual block.`,
          range: first.layer.typeRange,
          fixes: [{ title: t`Insert batch_norm after each of them`, edits, preferred: true }],
        });
      }
    }
  },
};
