/** Activations through which gradients pass. */
import { t } from '#l10n';
import { CITATIONS, type PlainLayer } from '#language';
import { distinct, setLayerArgument } from './edits.ts';
import { matchingInit } from './initialization.ts';
import type { Candidate, Remedy, RemedyContext } from './remedy.ts';

/** Hidden activations that shrink gradients, or let signals grow without bound. */
const IN_QUESTION: ReadonlySet<string> = new Set([
  'sigmoid',
  'tanh',
  'softsign',
  'hard_sigmoid',
  'softmax',
  'exponential',
]);

export const useRelu: Remedy = {
  category: 'activation',
  candidates: (context) =>
    replaced(context, (name) => IN_QUESTION.has(name), 'relu', CITATIONS.he, t`does not saturate`),
};

export const useElu: Remedy = {
  category: 'activation',
  candidates: (context) =>
    replaced(
      context,
      (name) => name === 'relu' || IN_QUESTION.has(name),
      'elu',
      CITATIONS.clevert,
      t`has a gradient below zero too`,
    ),
};

export const useLeakyRelu: Remedy = {
  category: 'activation',
  candidates: (context) =>
    replaced(
      context,
      (name) => name === 'relu',
      'leaky_relu',
      CITATIONS.maas,
      t`has a small slope below zero: units can come back`,
    ),
};

export const useSelu: Remedy = {
  category: 'activation',
  candidates: (context) => {
    const normalized = context.layers.some((layer) => layer.entry.family === 'normalization');
    if (normalized) return [];
    return replaced(
      context,
      (name) => name === 'relu' || IN_QUESTION.has(name),
      'selu',
      CITATIONS.klambauer,
      t`keeps mean and variance through any number of layers`,
    );
  },
};

/** A model without non-linearities is one linear layer however deep it is. */
export const addNonLinearity: Remedy = {
  category: 'activation',
  candidates: (context) =>
    replaced(
      context,
      (name) => name === 'linear',
      'relu',
      CITATIONS.he,
      t`makes the hidden layers more than one linear map`,
    ),
};

function replaced(
  context: RemedyContext,
  inQuestion: (name: string) => boolean,
  activation: string,
  source: string,
  because: string,
): Candidate[] {
  // Gates of recurrent layers are made for tanh.
  const layers = [...context.hidden, ...activationLayers(context)].filter(
    (layer) => layer.entry.family !== 'recurrent' && inQuestion(layer.activation?.value.name ?? ''),
  );
  const first = layers[0];
  if (!first) return [];
  const edits = layers.flatMap((layer) => {
    const init = layer.entry.hasKernel ? matchingInit(layer, activation) : null;
    return [setLayerArgument(layer, 'activation', activation), ...(init ? [init] : [])];
  });
  const where = layers.length > 1 ? t`${layers.length} hidden layers` : `'${first.id}'`;
  return [
    {
      id: `activation:${activation}`,
      title: t`Use ${activation} in ${where}`,
      reason: t`'${first.activation?.value.name ?? ''}' in '${first.id}' is to blame; ${activation} ${because}.`,
      basis: { kind: 'paper', text: source },
      edits: distinct(edits),
    },
  ];
}

function activationLayers({ layers, head }: RemedyContext): PlainLayer[] {
  const end = head ? layers.indexOf(head) : 0;
  return layers.slice(0, end).filter((layer) => layer.entry.family === 'activation');
}
