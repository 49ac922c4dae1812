import { t } from '#l10n';
import { findEntry } from '../../catalogue/index.ts';
import type { Fix } from '../../findings.ts';
import type { ResolvedData } from '../../semantics/model.ts';
import { setActivation } from '../edits.ts';
import { example } from '../examples.ts';
import { type Head, headOf } from '../network.ts';
import { formatNumber } from '../numbers.ts';
import type { Rule } from '../rule.ts';

const HIDDEN = 'dense(32, relu, init: he_normal)';
const SINE = { data: ['source sine()'], input: '30, 1' };

export const targetRange: Rule = {
  id: 'target-range',
  severity: 'error',
  category: 'head',
  summary: 'The output cannot reach the values of the target.',
  documentation: {
    what: 'The activation of the output bounds it, and the target (after its scaling) goes beyond: sigmoid for a target above 1, relu for a negative one.',
    why: 'A sigmoid gives numbers between 0 and 1. Against a target of 5 it goes to 1, where its derivative is 0, and stays there: the loss never falls below (5 − 1)².',
    source: 'Goodfellow, Bengio & Courville 2016, Deep learning, section 6.2.2',
  },
  bad: [
    example({ ...SINE, layers: ['flatten', HIDDEN, 'dense(1, sigmoid, init: glorot_uniform)'] }),
    example({ ...SINE, layers: ['flatten', HIDDEN, 'dense(1, relu, init: he_normal)'] }),
  ],
  good: [
    example({ ...SINE, layers: ['flatten', HIDDEN, 'dense(1, linear, init: glorot_uniform)'] }),
  ],
  check({ specification }, report) {
    for (const { model, data } of specification.trains) {
      const head = model?.complete ? headOf(model) : undefined;
      const reach = head && findEntry('activation', head.activation)?.reach;
      const wanted = data && rangeOf(data);
      if (!head || !reach || !wanted || data.targetKind !== 'real') continue;
      // A generator's range is approximate, and touching the bound is not going beyond it.
      const slack = 0.02 * (wanted[1] - wanted[0]);
      if (wanted[0] >= reach[0] - slack && wanted[1] <= reach[1] + slack) continue;
      const start = t`${head.layer.id} (${head.activation}) gives ${describe(reach)}`;
      const range = t`${formatNumber(wanted[0])} to ${formatNumber(wanted[1])}`;
      report({
        message:
          data.targetScale.value.name === 'none'
            ? t`${start}, but the target of ${data.name} goes from ${range}.`
            : t`${start}, but the target of ${data.name} goes from ${range} after scaling.`,
        range: model?.headActivation?.range ?? head.layer.typeRange,
        fixes: fixesFor(head),
      });
    }
  },
};

function describe([low, high]: readonly [number, number]): string {
  return high === Number.POSITIVE_INFINITY ? t`nothing below 0` : t`only ${low} to ${high}`;
}

function fixesFor({ activationLayer }: Head): Fix[] {
  const edits = [setActivation(activationLayer, 'linear')];
  return [{ title: t`Change to linear`, edits, preferred: true }];
}

/** The range of a real target as the loss sees it; undefined where it is not known. */
function rangeOf(data: ResolvedData): readonly [number, number] | undefined {
  if (data.source?.kind === 'generator') return data.source.summary.targetRange ?? undefined;
  const names = new Set(data.target.map(({ value }) => value));
  const columns = data.summary?.columns.filter(({ name }) => names.has(name)) ?? [];
  if (columns.length === 0 || columns.some(({ kind }) => kind === 'text')) return undefined;
  const scale = data.targetScale.value;
  const ranges = columns.map(({ min, max, mean, std }): readonly [number, number] => {
    if (scale.name === 'standardize')
      return std > 0 ? [(min - mean) / std, (max - mean) / std] : [0, 0];
    if (scale.name === 'min_max') return [0, 1];
    const by = scale.name === 'divide' ? Number(scale.arguments.by) : 1;
    return [min / by, max / by];
  });
  return [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
}
