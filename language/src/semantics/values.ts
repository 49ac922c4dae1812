import { t } from '#l10n';
import { CATALOGUE } from '../catalogue/index.ts';
import type { Parameter, ParameterType, Value, ValueRange } from '../catalogue/types.ts';
import type { Fix } from '../findings.ts';
import type { Expression } from '../syntax/ast.ts';
import type { Range } from '../syntax/tokens.ts';
import { evaluateNumber } from './numbers.ts';
import { changeTo, type Scope } from './scope.ts';

/** Reads an expression as a value of a parameter. Undefined where that fails, which is then reported. */
export type Reader = (
  scope: Scope,
  expression: Expression,
  parameter: Parameter,
  what: string,
) => Value | undefined;

/** Of the parameters that take no words of the catalogue. */
export const READERS: Readonly<Partial<Record<ParameterType, Reader>>> = {
  integer: readNumber,
  number: readNumber,
  boolean: readBoolean,
  choice: readChoice,
  size: readSize,
  shape: readShape,
  path: readText,
  column: readColumn,
  class: readClass,
  monitor: readMonitor,
  weights: readWeights,
};

export function wrongType(
  scope: Scope,
  { range }: Expression,
  what: string,
  wanted: string,
  fixes: readonly Fix[] = [],
): undefined {
  const found = scope.text.slice(range.start, range.end).replaceAll(/\s+/g, ' ');
  scope.report('argument-type', t`${what} takes ${wanted}, not ${found}.`, range, { fixes });
  return undefined;
}

function readNumber(scope: Scope, expression: Expression, parameter: Parameter, what: string) {
  const wanted = parameter.type === 'integer' ? t`a whole number` : t`a number`;
  if (expression.kind === 'string' || expression.kind === 'call') {
    return wrongType(scope, expression, what, wanted, unquoted(expression));
  }
  const value = evaluateNumber(scope, expression, what);
  if (value === undefined) return undefined;
  if (parameter.type === 'integer' && !Number.isInteger(value)) {
    const rounded = String(Math.max(1, Math.round(value)));
    const fix = { ...changeTo(rounded, expression.range), preferred: false };
    return wrongType(scope, expression, what, wanted, expression.kind === 'number' ? [fix] : []);
  }
  return inRange(scope, value, expression.range, parameter.range, what) ? value : undefined;
}

/** A number in quotes without them. */
function unquoted(expression: Expression): Fix[] {
  if (expression.kind !== 'string' || !/^\d+(\.\d+)?$/.test(expression.value)) return [];
  return [{ ...changeTo(expression.value, expression.range), title: t`Remove the quotes` }];
}

function inRange(
  scope: Scope,
  value: number,
  range: Range,
  bounds: ValueRange | undefined,
  what: string,
): boolean {
  if (!bounds || within(value, bounds)) return true;
  const fixes =
    bounds.maximum === 1 && value > 1 && value < 100 ? [asPercentage(value, range)] : [];
  const message = t`${what} is ${value}; it must be ${boundsText(bounds)}.`;
  scope.report('argument-range', message, range, { fixes });
  return false;
}

function asPercentage(value: number, range: Range): Fix {
  const text = `${value}%`;
  return { title: t`Change to ${text}`, edits: [{ ...range, text }], preferred: false };
}

function within(
  value: number,
  { minimum, maximum, openMinimum, openMaximum }: ValueRange,
): boolean {
  if (minimum !== undefined && (openMinimum ? value <= minimum : value < minimum)) return false;
  return !(maximum !== undefined && (openMaximum ? value >= maximum : value > maximum));
}

/** "at least 1", "over 0 and under 1". */
export function boundsText({ minimum, maximum, openMinimum, openMaximum }: ValueRange): string {
  const parts: string[] = [];
  if (minimum !== undefined) parts.push(openMinimum ? t`over ${minimum}` : t`at least ${minimum}`);
  if (maximum !== undefined) parts.push(openMaximum ? t`under ${maximum}` : t`at most ${maximum}`);
  return parts.join(` ${t`and`} `);
}

function readBoolean(scope: Scope, expression: Expression, _parameter: Parameter, what: string) {
  if (expression.kind === 'name') {
    const word = expression.name.toLowerCase();
    if (word === 'true' || word === 'false') return word === 'true';
  }
  return wrongType(scope, expression, what, t`true or false`);
}

function readChoice(scope: Scope, expression: Expression, parameter: Parameter, what: string) {
  const names = (parameter.choices ?? []).map(({ name }) => name);
  const word = expression.kind === 'name' ? expression.name : undefined;
  if (word !== undefined && names.includes(word)) return word;
  const wanted = t`one of ${names.join(', ')}`;
  if (word === undefined) return wrongType(scope, expression, what, wanted);
  scope.unknown(
    'unknown-name',
    t`${what} is ${wanted}, not '${word}'`,
    word,
    expression.range,
    names,
  );
  return undefined;
}

/** The items of a tuple; an expression that is none is its own only item. */
function itemsOf(expression: Expression): readonly Expression[] {
  return expression.kind === 'group' ? expression.items.map(({ value }) => value) : [expression];
}

function readWholeNumbers(
  scope: Scope,
  expression: Expression,
  parameter: Parameter,
  what: string,
): number[] | undefined {
  const item: Parameter = { ...parameter, type: 'integer' };
  const values = itemsOf(expression).map((value) => readNumber(scope, value, item, what));
  return values.every((value) => value !== undefined) ? values : undefined;
}

function readSize(scope: Scope, expression: Expression, parameter: Parameter, what: string) {
  const sizes = readWholeNumbers(scope, expression, parameter, what);
  if (!sizes) return undefined;
  if (sizes.length === 1) return sizes[0];
  return sizes.length === 2
    ? sizes
    : wrongType(scope, expression, what, t`one whole number, or two: (3, 5)`);
}

function readShape(scope: Scope, expression: Expression, parameter: Parameter, what: string) {
  const sizes = readWholeNumbers(scope, expression, parameter, what);
  return sizes && sizes.length > 0 ? sizes : undefined;
}

function readText(scope: Scope, expression: Expression, _parameter: Parameter, what: string) {
  if (expression.kind === 'string') return expression.value;
  return wrongType(scope, expression, what, t`a path in quotes`);
}

function readColumn(scope: Scope, expression: Expression, _parameter: Parameter, what: string) {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind === 'string') return expression.value;
  return wrongType(scope, expression, what, t`the name of a column`);
}

/** As data readers name a class: `01` and `1.0` are `1`. */
function readClass(scope: Scope, expression: Expression, _parameter: Parameter, what: string) {
  if (expression.kind === 'string') return expression.value;
  if (expression.kind === 'name' && !scope.find('constants', expression.name)) {
    return expression.name;
  }
  if (expression.kind === 'call') return wrongType(scope, expression, what, t`labels of classes`);
  const value = evaluateNumber(scope, expression, what);
  return value === undefined ? undefined : String(value);
}

function readMonitor(scope: Scope, expression: Expression, _parameter: Parameter, what: string) {
  if (expression.kind !== 'name') return wrongType(scope, expression, what, t`a name: val_loss`);
  const names = ['loss', ...CATALOGUE.metric.map(({ name }) => name)];
  const word = expression.name;
  const base = word.replace(/^val_/, '');
  if (names.includes(base) || /^top_\d+$/.test(base)) return word;
  const candidates = [...names, ...names.map((name) => `val_${name}`)];
  const message = t`${what} takes 'loss', 'val_loss' or a metric, not '${word}'`;
  scope.unknown('unknown-name', message, word, expression.range, candidates);
  return undefined;
}

function readWeights(scope: Scope, expression: Expression, parameter: Parameter, what: string) {
  if (expression.kind === 'name' && !scope.find('constants', expression.name)) {
    return readChoice(scope, expression, parameter, what);
  }
  const item: Parameter = {
    ...parameter,
    type: 'number',
    range: { minimum: 0, openMinimum: true },
  };
  const values = itemsOf(expression).map((value) => readNumber(scope, value, item, what));
  return values.every((value) => value !== undefined) ? values : undefined;
}
