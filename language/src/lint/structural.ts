import type { StructuralRule } from '../semantics/scope.ts';
import type { Rule } from './rule.ts';

/** A rule whose findings parsing and resolution make: its page is here, its check passes them on. */
export function structuralRule(
  rule: Omit<Rule, 'check' | 'category' | 'id'> & { readonly id: StructuralRule },
): Rule {
  return {
    ...rule,
    category: 'structure',
    check({ structural }, report) {
      for (const finding of structural) if (finding.rule === rule.id) report(finding);
    },
  };
}
