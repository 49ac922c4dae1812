/** The rate of the optimizer, the optimizer itself, and clipping. */
import { t } from '#l10n';
import { CITATIONS, CLIP_NORM, LEARNING_RATES } from '#language';
import { number, oneDigit } from '../finding.ts';
import type { Evidence } from '../types.ts';
import { setSetting, setValueArgument } from './edits.ts';
import type { Candidate, Remedy, RemedyContext } from './remedy.ts';
import { tableBasis } from './table-basis.ts';

/** A step on the logarithmic scale on which rates are searched. */
const DECADE = 10;
const HALF_DECADE = 3;

export const lowerLearningRate: Remedy = {
  category: 'learning-rate',
  candidates: (context) => {
    const { rate, range } = current(context);
    const steps = [rate / DECADE, rate / HALF_DECADE, rate / DECADE ** 2];
    if (range.start >= rate) return ratesOf(context, steps, 'overfitting');
    // Far out of range the usual rate is the best guess; else the next decade.
    const isFar = rate > range.workable.high;
    const rates = isFar ? [range.start, ...steps] : [rate / DECADE, range.start, ...steps.slice(1)];
    return ratesOf(context, rates, 'overfitting');
  },
};

/** By half a decade: for runs that learn, but not the right thing. */
export const lowerLearningRateALittle: Remedy = {
  category: 'learning-rate',
  candidates: (context) => ratesOf(context, [current(context).rate / HALF_DECADE], 'overfitting'),
};

export const raiseLearningRate: Remedy = {
  category: 'learning-rate',
  candidates: (context) => {
    const { rate, range } = current(context);
    const usual = range.start > rate ? [range.start] : [];
    const rates = [...usual, rate * DECADE, rate * HALF_DECADE].filter(
      (r) => r <= range.workable.high,
    );
    return ratesOf(context, rates, 'underfitting');
  },
};

export const useAdam: Remedy = {
  category: 'optimizer',
  candidates: (context) => {
    const name = context.train.optimizer.value.name;
    if (context.train.phases.length > 0 || name.startsWith('adam') || name === 'nadam') return [];
    const rate = oneDigit(LEARNING_RATES.adam.start);
    const value = `adam(learning_rate: ${rate})`;
    const edit = setSetting(context.analysis, context.train.syntax, 'optimizer', value);
    if (!edit) return [];
    return [
      {
        id: 'optimizer:adam',
        title: t`Use Adam with a learning rate of ${rate}`,
        reason: t`'${name}' takes the same step for every weight; Adam scales each weight's step by its own gradients.`,
        basis: tableBasis('optimizer', 'usual'),
        edits: [edit],
      },
    ];
  },
};

export const clipGradients: Remedy = {
  category: 'learning-rate',
  candidates: ({ analysis, train, finding }) => {
    if (train.clipNorm.value !== null || train.clipValue.value !== null) return [];
    const edit = setSetting(analysis, train.syntax, 'clip_norm', CLIP_NORM.start.toFixed(1));
    const norm = finding.evidence.find(isGradientNorm)?.measured;
    if (!edit) return [];
    return [
      {
        id: 'clip-norm',
        title: t`Clip the gradient's norm at ${CLIP_NORM.start}`,
        reason:
          norm === undefined
            ? t`Nothing bounds the gradient.`
            : t`The gradient norm reached ${number(norm)}.`,
        basis: { kind: 'paper', text: CITATIONS.pascanu },
        edits: [edit],
      },
    ];
  },
};

function isGradientNorm({ series }: Evidence): boolean {
  return series?.kind === 'steps' && series.quantity === 'gradientNorm';
}

function current({ plan }: RemedyContext) {
  const optimizer = plan.train.phases[0]?.optimizer ?? { name: 'adam', learningRate: 1e-3 };
  return {
    name: optimizer.name,
    rate: optimizer.learningRate,
    range: LEARNING_RATES[optimizer.name],
  };
}

function ratesOf(
  context: RemedyContext,
  rates: readonly number[],
  column: 'underfitting' | 'overfitting',
): Candidate[] {
  const { name, rate, range } = current(context);
  const { analysis, train } = context;
  const value = train.settings.get('optimizer')?.syntax.values[0];
  return [...new Set(rates.map(oneDigit))].flatMap((text): Candidate[] => {
    const edit = value
      ? setValueArgument(value, train.optimizer.value.entry, 'learning_rate', text)
      : setSetting(analysis, train.syntax, 'optimizer', `${name}(learning_rate: ${text})`);
    if (!edit || train.phases.length > 0) return [];
    return [
      {
        id: `learning-rate:${text}`,
        title:
          column === 'underfitting'
            ? t`Raise the learning rate to ${text}`
            : t`Lower the learning rate to ${text}`,
        reason: t`It is ${oneDigit(rate)}; usual with '${name}' is ${oneDigit(range.usual.low)} to ${oneDigit(range.usual.high)}.`,
        basis: tableBasis('learningRate', column),
        edits: [edit],
      },
    ];
  });
}
