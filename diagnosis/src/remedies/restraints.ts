/** Settings that hold learning back by their value: brought back to what is usual. */
import { t } from '#l10n';
import { CITATIONS, CLIP_NORM, CLIP_VALUE, MAX_NORM_RANGE, TUNING_TABLE } from '#language';
import { number } from '../finding.ts';
import { USUAL_SMOOTHING } from '../symptoms/over-regularization.ts';
import { distinct, removeLayerArgument, setSetting, setValueArgument } from './edits.ts';
import type { Candidate, Remedy, RemedyContext } from './remedy.ts';
import { tableBasis } from './table-basis.ts';

/** Usual values of optimizers' arguments, and from where on another one is in question. */
const USUAL_EPSILON = { text: '1e-7', most: 1e-3 };
const MOST_SMOOTHING = 0.3;
const USUAL_DECAY = { text: '0.01', most: 0.1 };

/** Clipping that leaves little of each step. */
export const loosenClipping: Remedy = {
  category: 'learning-rate',
  candidates: (context) => {
    const { clipNorm, clipValue } = context.plan.train;
    if (clipNorm !== null && clipNorm < CLIP_NORM.low) {
      return setting(context, 'clip_norm', CLIP_NORM.start.toFixed(1), {
        title: t`Clip the gradient's norm at ${CLIP_NORM.start}`,
        reason: t`It is clipped at ${number(clipNorm)}; usual is ${CLIP_NORM.low} to ${CLIP_NORM.high}.`,
        basis: { kind: 'paper', text: CITATIONS.pascanu },
      });
    }
    if (clipValue === null || clipValue >= CLIP_VALUE.low) return [];
    return setting(context, 'clip_value', String(CLIP_VALUE.start), {
      title: t`Clip gradients at ${CLIP_VALUE.start}`,
      reason: t`They are clipped at ${number(clipValue)}; usual is ${CLIP_VALUE.low} to ${CLIP_VALUE.high}.`,
      basis: { kind: 'paper', text: CITATIONS.pascanu },
    });
  },
};

export const constantRate: Remedy = {
  category: 'learning-rate',
  candidates: (context) => {
    const name = context.plan.train.phases[0]?.schedule.name ?? 'constant';
    if (name === 'constant' || context.train.phases.length > 0) return [];
    return setting(context, 'schedule', 'constant', {
      title: t`Keep the learning rate as it is: no '${name}' schedule`,
      reason: t`The schedule takes the rate away before the loss has fallen.`,
      basis: tableBasis('learningRate', 'underfitting'),
    });
  },
};

export const usualEpsilon: Remedy = {
  category: 'optimizer',
  candidates: (context) => {
    const optimizer = context.plan.train.phases[0]?.optimizer;
    if (!optimizer || !('epsilon' in optimizer) || optimizer.epsilon <= USUAL_EPSILON.most)
      return [];
    return argument(context, 'epsilon', USUAL_EPSILON.text, {
      title: t`Set epsilon to ${USUAL_EPSILON.text}`,
      reason: t`It is ${number(optimizer.epsilon)}, and divides the steps in place of the gradients' size.`,
      basis: { kind: 'paper', text: CITATIONS.kingma },
    });
  },
};

export const usualDecay: Remedy = {
  category: 'regularization',
  candidates: (context) => {
    const optimizer = context.plan.train.phases[0]?.optimizer;
    if (optimizer?.name !== 'adamw' || optimizer.weightDecay <= USUAL_DECAY.most) return [];
    return argument(context, 'weight_decay', USUAL_DECAY.text, {
      title: t`Set the weight decay to ${USUAL_DECAY.text}`,
      reason: t`It is ${number(optimizer.weightDecay)}.`,
      basis: { kind: 'paper', text: CITATIONS.loshchilov },
    });
  },
};

export const loosenNorm: Remedy = {
  category: 'regularization',
  candidates: ({ layers }) => {
    const bound = layers.filter((layer) => Number(layer.values.max_norm ?? 1) < MAX_NORM_RANGE.low);
    const edits = distinct(bound.flatMap((layer) => removeLayerArgument(layer, 'max_norm') ?? []));
    const [first] = bound;
    if (!first || edits.length === 0) return [];
    return [
      {
        id: 'max_norm:off',
        title: t`Take max_norm out`,
        reason: t`'${first.id}' has a max_norm of ${number(Number(first.values.max_norm))}; usual is ${MAX_NORM_RANGE.low} to ${MAX_NORM_RANGE.high}.`,
        basis: { kind: 'paper', text: CITATIONS.srivastava },
        edits,
      },
    ];
  },
};

/** Targets that name their class. */
export const usualSmoothing: Remedy = {
  category: 'regularization',
  candidates: (context) => {
    const { loss } = context.plan.train;
    if (!('labelSmoothing' in loss) || loss.labelSmoothing <= MOST_SMOOTHING) return [];
    const text = String(USUAL_SMOOTHING);
    return setting(context, 'label_smoothing', text, {
      title: t`Smooth labels by ${text}`,
      reason: t`It is ${number(loss.labelSmoothing)}.`,
      basis: { kind: 'paper', text: 'Szegedy et al. 2016, Rethinking the inception architecture' },
    });
  },
};

/** Early stopping that waits, whatever little the loss falls by. */
export const patientStopping: Remedy = {
  category: 'epochs',
  candidates: (context) => {
    const stopping = context.plan.train.earlyStopping;
    const { range } = TUNING_TABLE.earlyStopping.patience;
    if (!stopping || (stopping.patience > range.low && stopping.minDelta === 0)) return [];
    const patience = range.high / 2;
    return setting(
      context,
      'early_stopping',
      `(monitor: ${stopping.monitor}, patience: ${patience})`,
      {
        title: t`Stop only after ${patience} epochs without any improvement`,
        reason: t`It stops after ${stopping.patience} that are not better by ${number(stopping.minDelta)}.`,
        basis: tableBasis('earlyStopping', 'usual'),
      },
    );
  },
};

type About = Pick<Candidate, 'title' | 'reason' | 'basis'>;

function setting(
  { analysis, train }: RemedyContext,
  name: string,
  value: string,
  about: About,
): Candidate[] {
  const edit = setSetting(analysis, train.syntax, name, value);
  return edit ? [{ id: `${name}:${value}`, ...about, edits: [edit] }] : [];
}

/** An argument of the optimizer that was written. */
function argument({ train }: RemedyContext, name: string, text: string, about: About): Candidate[] {
  const value = train.settings.get('optimizer')?.syntax.values[0];
  if (!value || train.phases.length > 0) return [];
  const edit = setValueArgument(value, train.optimizer.value.entry, name, text);
  return [{ id: `${name}:${text}`, ...about, edits: [edit] }];
}
