import type { Finding } from '../findings.ts';
import type { Rule, RuleContext } from './rule.ts';

const RULES: readonly Rule[] = [];

/** All findings of all rules; each as often as its rule reports it. */
export function runRules(context: RuleContext): Finding[] {
  return RULES.flatMap((rule) => {
    const findings: Finding[] = [];
    rule.check(context, (reported) => {
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
