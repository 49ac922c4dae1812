/** Batch normalisation between the layers. */
import { t } from '#l10n';
import { CITATIONS, type PlainLayer, TUNING_TABLE, usualText } from '#language';
import { distinct, insertLayerAfter } from './edits.ts';
import type { Remedy, RemedyContext } from './remedy.ts';

const ROW = TUNING_TABLE.batchNorm;

export const addBatchNorm: Remedy = {
  category: 'activation',
  candidates: (context) => {
    const { analysis, plan } = context;
    if (plan.train.batchSize < TUNING_TABLE.batchSize.smallestForBatchNorm) return [];
    if (context.layers.some((layer) => layer.activation?.value.name === 'selu')) return [];
    const layers = context.hidden.filter(
      (layer) => canNormalize(layer) && !isFollowedByNorm(context, layer),
    );
    if (layers.length === 0) return [];
    return [
      {
        id: 'batch-norm',
        title: t`Add batch normalisation after ${layers.length === 1 ? `'${layers[0]?.id}'` : t`${layers.length} hidden layers`}`,
        reason: t`It brings each layer's inputs to mean 0 and standard deviation 1, whatever the ${context.hidden.length} layers do to them.`,
        basis: {
          kind: 'table',
          row: t(ROW.label),
          text: `${usualText('batchNorm')}; ${CITATIONS.ioffe}`,
        },
        edits: distinct(layers.map((layer) => insertLayerAfter(analysis, layer, 'batch_norm'))),
      },
    ];
  },
};

function canNormalize(layer: PlainLayer): boolean {
  return layer.entry.family === 'dense' || layer.entry.family === 'convolution';
}

function isFollowedByNorm({ layers }: RemedyContext, layer: PlainLayer): boolean {
  return layers[layers.indexOf(layer) + 1]?.entry.family === 'normalization';
}
