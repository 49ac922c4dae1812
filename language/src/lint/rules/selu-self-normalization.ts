import { CITATIONS } from '../../catalogue/tuning-table.ts';
import { removeStatement, setSetting } from '../edits.ts';
import { example } from '../examples.ts';
import { activationName, networksOf } from '../network.ts';
import type { Rule } from '../rule.ts';

const DATA = ['source spirals(classes: 3)', 'scale standardize'];
const HIDDEN = 'dense(32, selu, init: lecun_normal)';
const HEAD = 'dense(3, softmax, init: glorot_uniform)';

export const seluSelfNormalization: Rule = {
  id: 'selu-self-normalization',
  severity: 'warning',
  category: 'normalization',
  topic: 'Activations: SELU',
  summary: 'A SELU network normalises itself, unless something breaks that.',
  documentation: {
    what: 'A model with selu has batch_norm, or is trained on a data file without scale (information).',
    why: 'SELU has a stable fixed point at mean 0 and variance 1: activations near it stay near it, layer after layer. The proof needs standardised inputs and plain stacks of layers; batch normalisation does the work twice.',
    source: CITATIONS.klambauer,
  },
  bad: [example({ data: DATA, layers: [HIDDEN, 'batch_norm', HEAD] })],
  good: [example({ data: DATA, layers: [HIDDEN, HEAD] })],
  check({ specification, text }, report) {
    for (const { hidden, layers, model, data } of networksOf(specification)) {
      const selu = hidden.find((unit) => activationName(unit) === 'selu');
      if (!selu || hidden.some((unit) => activationName(unit) !== 'selu')) continue;
      for (const layer of layers.filter(({ type }) => type === 'batch_norm')) {
        report({
          message: `${layer.id} normalises what ${selu.layer.id} (selu) keeps normalised itself.`,
          range: layer.typeRange,
          fixes: [
            {
              title: 'Remove batch_norm',
              edits: [removeStatement(text, layer.range)],
              preferred: true,
            },
          ],
        });
      }
      for (const set of data) {
        if (set.source?.kind !== 'file' || set.scale.value.name !== 'none') continue;
        report({
          message: `${model.name} is made of selu, which wants inputs of mean 0 and variance 1, but ${set.name} is not scaled.`,
          range: selu.activation?.range ?? selu.layer.typeRange,
          severity: 'information',
          fixes: [
            {
              title: `Add scale standardize to ${set.name}`,
              edits: [setSetting(text, set, 'scale', 'scale standardize')],
              preferred: false,
            },
          ],
        });
      }
    }
  },
};
