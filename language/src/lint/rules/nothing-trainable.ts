import { t } from '#l10n';
import { plainLayers } from '../../semantics/model.ts';
import { removeStatement } from '../edits.ts';
import { example } from '../examples.ts';
import type { Rule } from '../rule.ts';

const LAYERS = ['dense(32, relu, init: he_normal)', 'dense(3, softmax, init: glorot_uniform)'];

export const nothingTrainable: Rule = {
  id: 'nothing-trainable',
  severity: 'error',
  category: 'transfer',
  topic: 'Transfer learning',
  summary: 'Every layer with weights is frozen.',
  documentation: {
    what: 'All layers with weights are frozen, and no phase of the training unfreezes any.',
    why: 'Frozen weights are not updated: the loss stays what it is.',
    source: 'The semantics of NNSpec’s freeze.',
  },
  bad: [example({ layers: [...LAYERS, 'freeze all'] })],
  good: [example({ layers: [...LAYERS, 'freeze first 1'] })],
  check({ specification, text }, report) {
    for (const { model, phases, modelRange, keywordRange } of specification.trains) {
      if (!model?.complete) continue;
      const weighted = plainLayers(model.layers).filter(({ parameters }) => (parameters ?? 0) > 0);
      const unfreezes = phases.some(({ selections }) =>
        selections.some(({ action }) => action === 'unfreeze'),
      );
      if (unfreezes || weighted.length === 0 || weighted.some(({ frozen }) => !frozen)) continue;
      const [freeze, ...others] = specification.models.includes(model) ? model.freezes : [];
      report({
        message: t`All ${weighted.length} layers of ${model.name} with weights are frozen: nothing is learned.`,
        range: freeze?.range ?? modelRange ?? keywordRange,
        fixes:
          freeze && others.length === 0
            ? [
                {
                  title: t`Remove freeze`,
                  edits: [removeStatement(text, freeze.range)],
                  preferred: false,
                },
              ]
            : [],
      });
    }
  },
};
