import { t } from '#l10n';
import type { TargetPlan } from '#plan';
import { DataError } from './data-error.ts';
import type { RawData, RawLabels, RawTarget } from './raw-data.ts';

type Encoding = TargetPlan['encoding'];

/** All samples' targets as numbers, before scaling. */
export interface EncodedTarget {
  readonly shape: readonly number[];
  readonly values: Float64Array;
  /** Labels in the order of the output units; empty for real targets. */
  readonly classes: readonly string[];
  /** Class of each sample, for the stratified split; null where a sample has no single class. */
  readonly strata: Int32Array | null;
}

/** A sentence where the training part lacks a class, as a source that is sorted by class and cut in its order has it. */
export function unlearnedNotes({ classes, strata }: EncodedTarget, training: Int32Array): string[] {
  if (!strata) return [];
  const learned = new Set(Array.from(training, (sample) => strata[sample]));
  const missing = classes.filter((_, code) => !learned.has(code));
  if (missing.length === 0) return [];
  return [
    t`The training part has no sample of the class ${missing.join(', ')}: nothing can be learned of it. Is the source sorted by class? Then leave 'shuffle false' out.`,
  ];
}

/** Turns raw targets into the numbers that the loss wants. Throws a DataError where they do not fit the encoding. */
export function encodeTarget(data: RawData, plan: TargetPlan): EncodedTarget {
  const { target } = data;
  if (plan.encoding === 'real') return realTarget(target);
  if (target.kind === 'reals') {
    const message = t`the target is real numbers, the loss wants classes. Use a regression loss such as mse.`;
    throw new DataError(message, { file: data.source });
  }
  const strata = target.codes.length === data.count ? target.codes : null;
  return { ...CLASS_ENCODINGS[plan.encoding](target, data), strata };
}

/** Classes as real numbers are their indices: a regression on the label. */
function realTarget(target: RawTarget): EncodedTarget {
  const values = target.kind === 'reals' ? target.values : Float64Array.from(target.codes);
  const shape = target.shape.length === 0 ? [1] : target.shape;
  return { shape, values, classes: [], strata: null };
}

type ClassEncoding = (target: RawLabels, data: RawData) => Omit<EncodedTarget, 'strata'>;

const CLASS_ENCODINGS: Readonly<Record<Exclude<Encoding, 'real'>, ClassEncoding>> = {
  class_index({ shape, codes, classes }) {
    return { shape, values: Float64Array.from(codes), classes: classes[0] ?? [] };
  },
  one_hot({ shape, codes, classes: [names = []] }) {
    const values = new Float64Array(codes.length * names.length);
    codes.forEach((code, position) => {
      values[position * names.length + code] = 1;
    });
    return { shape: [...shape, names.length], values, classes: names };
  },
  binary(target, data) {
    const { shape, codes, classes, columns } = target;
    const ones = classes.map((names, slot) => indexOfOne(names, columns[slot], data));
    const values = Float64Array.from(codes, (code, at) => +(code === ones[at % ones.length]));
    const single = classes.length === 1;
    return {
      shape: shape.length === 0 ? [1] : shape,
      values,
      classes: single ? (classes[0] ?? []) : columns,
    };
  },
};

/** Which of a column's classes is the 1: the second in sorted order, but `1` itself where only ones occur. */
function indexOfOne(names: readonly string[], column: string | undefined, data: RawData): number {
  if (names.length <= 2) return names.length === 1 && names[0] === '1' ? 0 : 1;
  const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ', …' : '');
  const message = t`the target has ${names.length} classes (${shown}), a binary target has two. Use softmax with cross_entropy.`;
  throw new DataError(message, { file: data.source, ...(column !== undefined && { column }) });
}
