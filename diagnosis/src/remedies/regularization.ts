/** The table's rows "L1/L2" and "dropout rate". */
import { t } from '#l10n';
import { type PlainLayer, TUNING_TABLE, usualText } from '#language';
import { number, oneDigit, percent } from '../finding.ts';
import {
  distinct,
  insertLayerAfter,
  removeLayer,
  removeLayerArgument,
  setLayerArgument,
} from './edits.ts';
import type { Candidate, Remedy, RemedyContext } from './remedy.ts';
import { tableBasis } from './table-basis.ts';

const PENALTY = TUNING_TABLE.penalty;
const DROPOUT = TUNING_TABLE.dropout;
/** The argument of recurrent layers that drops their state. */
const RECURRENT = 'recurrent_dropout';

export const increaseL2: Remedy = {
  category: 'regularization',
  candidates: (context) => {
    const { hidden } = context;
    const now = Math.max(0, ...hidden.map((layer) => Number(layer.values.l2 ?? 0)));
    const strengths = now > 0 ? [now * 10] : [PENALTY.l2.start * 10, PENALTY.l2.range.high];
    return strengths.flatMap((strength): Candidate[] => {
      if (strength > PENALTY.l2.range.high || hidden.length === 0) return [];
      const value = oneDigit(strength);
      return [
        {
          id: `l2:${value}`,
          title:
            now > 0
              ? t`Increase L2: ${value} in every hidden layer`
              : t`Add L2: ${value} in every hidden layer`,
          reason: now > 0 ? t`It is ${number(now)}.` : t`No weight is penalised.`,
          basis: tableBasis('penalty', 'overfitting'),
          edits: distinct(hidden.map((layer) => setLayerArgument(layer, 'l2', value))),
        },
      ];
    });
  },
};

export const reducePenalties: Remedy = {
  category: 'regularization',
  candidates: ({ layers }) => {
    const penalized = layers.filter((layer) => strength(layer) > 0);
    const first = penalized[0];
    if (!first) return [];
    const off = penalized.flatMap((layer) =>
      ['l1', 'l2'].flatMap((name) => removeLayerArgument(layer, name) ?? []),
    );
    const reduced = penalized.flatMap((layer) =>
      (['l1', 'l2'] as const).flatMap((name) => {
        const value = Number(layer.values[name] ?? 0);
        const start = PENALTY[name].start;
        return value > start ? [setLayerArgument(layer, name, oneDigit(start))] : [];
      }),
    );
    const reason = t`'${first.id}' has a penalty of ${number(strength(first))}; usual is ${usualText('penalty')}.`;
    const basis = tableBasis('penalty', 'underfitting');
    const candidates: Candidate[] = [
      {
        id: 'penalty:off',
        title: t`Take the L1/L2 penalties out`,
        reason,
        basis,
        edits: distinct(off),
      },
      {
        id: 'penalty:reduce',
        title: t`Reduce the penalties to ${oneDigit(PENALTY.l2.start)} (L2), ${oneDigit(PENALTY.l1.start)} (L1)`,
        reason,
        basis,
        edits: distinct(reduced),
      },
    ];
    return candidates.filter(({ edits }) => edits.length > 0);
  },
};

export const increaseDropout: Remedy = {
  category: 'regularization',
  candidates: (context) => {
    const dropouts = dropoutsOf(context);
    if (dropouts.length > 0) return [raisedRates(dropouts)].filter((c) => c !== null);
    const { analysis, hidden } = context;
    const places = hidden.filter((layer) => layer.entry.family === 'dense');
    const selu = places.some((layer) => layer.activation?.value.name === 'selu');
    return [selu ? DROPOUT.alphaRange.low * 2 : DROPOUT.start, DROPOUT.range.high].flatMap(
      (rate): Candidate[] => {
        if (places.length === 0) return [];
        const text = `${selu ? 'alpha_dropout' : 'dropout'}(${rate})`;
        return [
          {
            id: `dropout:${rate}`,
            title: t`Add ${text} after ${places.length === 1 ? `'${places[0]?.id}'` : t`${places.length} hidden layers`}`,
            reason: t`The model has none; usual is ${usualText('dropout')}.`,
            basis: tableBasis('dropout', 'overfitting'),
            edits: distinct(places.map((layer) => insertLayerAfter(analysis, layer, text))),
          },
        ];
      },
    );
  },
};

export const reduceDropout: Remedy = {
  category: 'regularization',
  candidates: (context) => {
    const { analysis, layers } = context;
    const dropping = layers.filter((layer) => dropOf(layer) > 0);
    const high = dropping.filter((layer) => dropOf(layer) > DROPOUT.range.low);
    const [first] = [...high, ...dropping];
    if (!first) return [];
    const reason = t`'${first.id}' drops ${percent(dropOf(first))}; usual is ${usualText('dropout')}.`;
    const basis = tableBasis('dropout', 'underfitting');
    const lowered = high.map((layer) =>
      setLayerArgument(layer, isDropout(layer) ? 'rate' : RECURRENT, String(DROPOUT.range.low)),
    );
    const removed = dropping.flatMap((layer) =>
      isDropout(layer)
        ? removeLayer(analysis, layer)
        : (removeLayerArgument(layer, RECURRENT) ?? []),
    );
    const candidates: Candidate[] = [
      {
        id: 'dropout:reduce',
        title: t`Reduce dropout to ${DROPOUT.range.low}`,
        reason,
        basis,
        edits: distinct(lowered),
      },
      { id: 'dropout:off', title: t`Take dropout out`, reason, basis, edits: distinct(removed) },
    ];
    return candidates.filter(({ edits }) => edits.length > 0);
  },
};

function raisedRates(dropouts: readonly PlainLayer[]): Candidate | null {
  const low = dropouts.filter((layer) => rateOf(layer) < DROPOUT.range.high);
  const first = low[0];
  if (!first) return null;
  return {
    id: `dropout:${DROPOUT.range.high}`,
    title: t`Increase dropout to ${DROPOUT.range.high}`,
    reason: t`'${first.id}' drops ${percent(rateOf(first))}; usual is ${usualText('dropout')}.`,
    basis: tableBasis('dropout', 'overfitting'),
    edits: distinct(low.map((l) => setLayerArgument(l, 'rate', String(DROPOUT.range.high)))),
  };
}

function dropoutsOf({ layers }: RemedyContext): PlainLayer[] {
  return layers.filter(isDropout);
}

function isDropout(layer: PlainLayer): boolean {
  return layer.entry.family === 'dropout';
}

/** What a layer drops: its inputs, or its state from step to step. */
function dropOf(layer: PlainLayer): number {
  return isDropout(layer) ? rateOf(layer) : Number(layer.values[RECURRENT] ?? 0);
}

function rateOf(layer: PlainLayer): number {
  return Number(layer.values.rate ?? 0);
}

function strength(layer: PlainLayer): number {
  return Math.max(Number(layer.values.l1 ?? 0), Number(layer.values.l2 ?? 0));
}
