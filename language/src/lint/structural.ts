import type { StructuralRule } from '../semantics/scope.ts';
import type { Rule } from './rule.ts';

/** A rule whose findings parsing and resolution make: only its page is here. */
export function structuralRule(
  rule: Omit<Rule, 'check' | 'category' | 'id'> & { readonly id: StructuralRule },
): Rule {
  return {
    ...rule,
    category: 'structure',
    check: () => undefined,
  };
}
