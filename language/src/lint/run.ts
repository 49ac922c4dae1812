import type { Finding } from '../findings.ts';
import type { ResolvedSpecification } from '../semantics/model.ts';
import type { Rule, RuleContext } from './rule.ts';
import { RULES } from './rules/index.ts';

/**
 * All findings of all rules. `resolved` is the specification with what it takes from other files. Copies of a `repeat` share their place in the text: what is
 * said of one is not said again.
 */
export function runRules(
  context: RuleContext,
  resolved: ResolvedSpecification,
  rules: readonly Rule[] = RULES,
): Finding[] {
  const whole = { ...context, specification: resolved };
  return rules.flatMap((rule) => {
    const findings: Finding[] = [];
    const places = new Set<string>();
    rule.check(rule.category === 'transfer' ? whole : context, (reported) => {
      const place = `${reported.range.start}-${reported.range.end}`;
      if (places.has(place)) return;
      places.add(place);
      findings.push({
        rule: rule.id,
        severity: rule.severity,
        tags: [],
        related: [],
        fixes: [],
        ...reported,
      });
    });
    return findings;
  });
}
