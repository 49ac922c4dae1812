import { t } from '#l10n';
import type { Shape, ShapeProblem, Value, Values } from '../types.ts';

/** `(8, 8, 1)`, `(64)` as the language writes it. */
export function formatShape(shape: Shape): string {
  return `(${shape.join(', ')})`;
}

export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A number argument of a layer; semantics has checked its type. */
export function numberOf(values: Values, name: string): number {
  const value = values[name];
  return typeof value === 'number' ? value : 0;
}

/** One number for each spatial axis: `3` stands for `(3, 3)`. */
export function pairOf(value: Value | undefined): readonly [number, number] {
  if (typeof value === 'number') return [value, value];
  if (Array.isArray(value)) return [Number(value[0]), Number(value[1] ?? value[0])];
  return [1, 1];
}

export function mismatch(message: string): ShapeProblem {
  return { rule: 'shape-mismatch', message };
}

/** Positions a window takes along an axis: "same" pads so that every `stride`-th one is kept. */
export function windowCount(size: number, window: number, stride: number, padding: Value): number {
  if (padding === 'same') return Math.ceil(size / stride);
  return Math.floor((size - window) / stride) + 1;
}

/** What a kernel or pool larger than its input is told. */
export function tooLarge(
  what: string,
  window: Shape,
  input: Shape,
  parameter: string,
): ShapeProblem {
  const size = window.length === 1 ? `${window[0]}` : window.join('×');
  const room = input.slice(0, window.length);
  const have = room.length === 1 ? t`${room[0] ?? 0} steps` : room.join('×');
  return {
    rule: 'kernel-too-large',
    message: t`has a ${what} of ${size}, larger than its input of ${have}`,
    parameter,
  };
}
