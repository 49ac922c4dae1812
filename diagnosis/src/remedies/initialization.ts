/** Initialisers that fit the activations. */
import { t } from '#l10n';
import { MATCHING_INITIALIZERS, type PlainLayer, type TextEdit } from '#language';
import { distinct, removeStatement, setLayerArgument } from './edits.ts';
import type { Remedy, RemedyContext } from './remedy.ts';

export const matchInitializers: Remedy = {
  category: 'initialization',
  candidates: (context) => {
    const layers = [...context.hidden, ...headOf(context)];
    const changed = layers.flatMap((layer) => {
      const edit = matchingInit(layer);
      return edit ? [{ layer, edit }] : [];
    });
    const first = changed[0];
    if (!first) return [];
    const match = matchOf(first.layer);
    return [
      {
        id: 'init:matching',
        title: t`Initialise ${changed.length > 1 ? t`${changed.length} layers` : `'${first.layer.id}'`} to match the activation (${match.init})`,
        reason: t`'${first.layer.init?.value.name ?? ''}' in '${first.layer.id}' does not keep the variance through '${first.layer.activation?.value.name ?? 'linear'}'.`,
        basis: { kind: 'paper', text: match.source },
        edits: distinct(changed.map(({ edit }) => edit)),
      },
    ];
  },
};

/** Frozen layers that start with random weights pass on what chance makes of the inputs: all are trained. */
export const trainAll: Remedy = {
  category: 'initialization',
  candidates: ({ analysis, model }) => {
    const [first] = model.freezes;
    if (!first || model.weights) return [];
    return [
      {
        id: 'freeze:off',
        title: t`Train all layers`,
        reason: t`No file of trained weights is named: what is frozen stays random.`,
        basis: {
          kind: 'paper',
          text: 'Yosinski et al. 2014, How transferable are features in deep neural networks?',
        },
        edits: model.freezes.map(({ range }) => removeStatement(analysis, range)),
      },
    ];
  },
};

/** The edit that gives the layer the initialiser of its activation (or of the one it is about to get); null where it has it. */
export function matchingInit(layer: PlainLayer, activation?: string): TextEdit | null {
  if (!layer.init) return null;
  const match = matchOf(layer, activation);
  if (layer.init.value.name.startsWith(match.family)) return null;
  return setLayerArgument(layer, 'init', match.init);
}

function matchOf(layer: PlainLayer, activation?: string) {
  const name = activation ?? layer.activation?.value.name ?? 'linear';
  const known = Object.entries(MATCHING_INITIALIZERS).find(([key]) => key === name);
  return known?.[1] ?? MATCHING_INITIALIZERS.linear;
}

/** The output layer starts well from most initialisers: only one written by hand is in question. */
function headOf({ head }: RemedyContext): PlainLayer[] {
  const written = head?.init?.written === true && !/_(uniform|normal)$/.test(head.init.value.name);
  const byHand = head?.init?.value.name.startsWith('random_') === true;
  return head && (written || byHand) && head.init?.value.name !== 'default' ? [head] : [];
}
