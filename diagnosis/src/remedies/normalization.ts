/** Batch normalisation between the layers. */
import { t } from '#l10n';
import { CITATIONS, type PlainLayer, TUNING_TABLE, usualText } from '#language';
import { number } from '../finding.ts';
import { distinct, insertLayerAfter, removeLayerArgument } from './edits.ts';
import type { Remedy, RemedyContext } from './remedy.ts';

/** What frameworks set by default and above is for trainings of many thousand steps. */
const HIGHEST_MOMENTUM = 0.99;
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

/** Running statistics that follow within a training of usual length. */
export const usualMomentum: Remedy = {
  category: 'epochs',
  candidates: ({ layers }) => {
    const slow = layers.filter(
      ({ entry, values }) =>
        entry.family === 'normalization' && Number(values.momentum ?? 0) > HIGHEST_MOMENTUM,
    );
    const [first] = slow;
    const edits = distinct(slow.flatMap((layer) => removeLayerArgument(layer, 'momentum') ?? []));
    if (!first || edits.length === 0) return [];
    return [
      {
        id: 'batch-norm:momentum',
        title: t`Leave the momentum of batch normalisation as is usual`,
        reason: t`With ${number(Number(first.values.momentum))} in '${first.id}' the running statistics follow too slowly.`,
        basis: { kind: 'paper', text: CITATIONS.ioffe },
        edits,
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
