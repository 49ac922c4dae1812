import { t } from '#l10n';
import type { Binary, Expression, Name } from '../syntax/ast.ts';
import type { Scope } from './scope.ts';

const OPERATIONS: Readonly<Record<Binary['operator'], (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

/**
 * The number an expression stands for; undefined where it stands for none. Reports unknown names and what is no number
 * inside a sum or product; `what` begins that sentence: "'units' of dense".
 */
export function evaluateNumber(
  scope: Scope,
  expression: Expression,
  what: string,
): number | undefined {
  switch (expression.kind) {
    case 'number':
      return expression.broken ? undefined : expression.value;
    case 'name':
      return constantValue(scope, expression, what);
    case 'unary': {
      const operand = evaluateNumber(scope, expression.operand, what);
      return operand === undefined || expression.operator === '+' ? operand : -operand;
    }
    case 'binary': {
      const left = evaluateNumber(scope, expression.left, what);
      const right = evaluateNumber(scope, expression.right, what);
      if (left === undefined || right === undefined) return undefined;
      const result = OPERATIONS[expression.operator](left, right);
      if (Number.isFinite(result)) return result;
      scope.report(
        'argument-type',
        t`${what}: a division by zero or a number too large.`,
        expression.range,
      );
      return undefined;
    }
    case 'group': {
      const [item] = expression.items;
      if (expression.items.length === 1 && item && !item.name) {
        return evaluateNumber(scope, item.value, what);
      }
      break;
    }
    case 'missing':
      return undefined;
  }
  const found = scope.text.slice(expression.range.start, expression.range.end);
  scope.report('argument-type', t`${what} takes a number, not ${found}.`, expression.range);
  return undefined;
}

function constantValue(scope: Scope, name: Name, what: string): number | undefined {
  const constant = scope.find('constants', name.name);
  if (constant) {
    const target = { kind: 'constant', name: name.name, range: constant.nameRange } as const;
    scope.references.push({ range: name.range, target });
    return constant.value;
  }
  const message = t`${what} takes a number, but '${name.name}' is no constant of this file`;
  const names = scope.all('constants').map((declared) => declared.name);
  scope.unknown('unknown-name', message, name.name, name.range, names);
  return undefined;
}
