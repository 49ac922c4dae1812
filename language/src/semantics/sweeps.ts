import { t } from '#l10n';
import { findEntry } from '../catalogue/index.ts';
import type { Call, Expression } from '../syntax/ast.ts';
import { matchArguments } from './arguments.ts';
import { valuesOf } from './defaults.ts';
import type { SweepRange } from './model.ts';
import { evaluateNumber } from './numbers.ts';
import type { Scope } from './scope.ts';

/** Whether an expression calls for a range: `choice(…)`. */
export function isSweep(expression: Expression): expression is Call {
  return expression.kind === 'call' && findEntry('sweep', expression.callee.name) !== undefined;
}

/** The range of a call; undefined where it says none, which is then reported. */
export function resolveSweep(scope: Scope, call: Call, what: string): SweepRange | undefined {
  const { callee, range } = call;
  if (callee.name === 'choice') return resolveChoice(scope, call, what);
  const entry = findEntry('sweep', callee.name);
  const kind = (['uniform', 'log_uniform', 'int_uniform'] as const).find(
    (name) => name === callee.name,
  );
  if (!entry || !kind) return undefined;
  const { matched, complete } = matchArguments(scope, entry, call.arguments, callee.range);
  if (!complete) return undefined;
  const { low, high } = valuesOf(matched);
  if (typeof low !== 'number' || typeof high !== 'number') return undefined;
  if (low < high) return { kind, low, high };
  scope.report('argument-range', t`${what}: low (${low}) must be under high (${high}).`, range);
  return undefined;
}

function resolveChoice(
  scope: Scope,
  { arguments: group, range }: Call,
  what: string,
): SweepRange | undefined {
  if (group.items.length === 0) {
    scope.report('missing-argument', t`${what}: choice takes the values to try: (32, 64).`, range);
    return undefined;
  }
  const named = group.items.find(({ name }) => name !== undefined);
  if (named?.name) {
    scope.unknown(
      'unknown-argument',
      t`choice takes values without names`,
      '',
      named.name.range,
      [],
    );
    return undefined;
  }
  const values = group.items.map(({ value }) => evaluateNumber(scope, value, what));
  return values.every((value) => value !== undefined) ? { kind: 'choice', values } : undefined;
}

/** What holds where nothing is swept: the first choice, or the middle of the range (the geometric one of `log_uniform`). */
export function middleOf(range: SweepRange): number {
  switch (range.kind) {
    case 'choice':
      return range.values[0] as number;
    case 'uniform':
      return (range.low + range.high) / 2;
    case 'int_uniform':
      return Math.round((range.low + range.high) / 2);
    case 'log_uniform':
      return Number(Math.sqrt(range.low * range.high).toPrecision(6));
  }
}
