import { t } from '#l10n';
import { CITATIONS } from '../../catalogue/tuning-table.ts';
import { setArgument } from '../edits.ts';
import { example } from '../examples.ts';
import { activationName, networksOf } from '../network.ts';
import { formatNumber } from '../numbers.ts';
import type { Rule } from '../rule.ts';
import { matchOf, varianceRatio } from '../variance.ts';

const GIVEN: ReadonlySet<string> = new Set(['random_normal', 'random_uniform']);
/** Times the standard deviation that the activation wants. */
const TOLERATED = { low: 0.5, high: 2 };
const HEAD = 'dense(3, softmax, init: glorot_uniform)';

export const initScale: Rule = {
  id: 'init-scale',
  severity: 'warning',
  category: 'initialization',
  topic: 'Initialisation',
  summary: 'A random initialiser is much too small or too large for its layer.',
  documentation: {
    what: `The standard deviation of random_normal or random_uniform in a hidden layer lies outside ${TOLERATED.low} to ${TOLERATED.high} times what the activation wants.`,
    why: 'What a layer needs depends on its width: √(2/fan_in) for ReLU, √(2/(fan_in + fan_out)) for S-curves. A number that suits 5 inputs is far too large for 500. Errors multiply from layer to layer.',
    source: `${CITATIONS.he}; ${CITATIONS.glorot}`,
  },
  bad: [example({ layers: ['dense(32, relu, init: random_uniform(limit: 0.05))', HEAD] })],
  good: [example({ layers: ['dense(32, relu, init: random_normal(std: 1))', HEAD] })],
  check({ specification }, report) {
    for (const unit of networksOf(specification).flatMap(({ hidden }) => hidden)) {
      const { layer } = unit;
      const init = layer.init?.value.name ?? '';
      const ratio = varianceRatio(layer, activationName(unit));
      if (!GIVEN.has(init) || !ratio || layer.entry.family === 'recurrent') continue;
      const times = Math.sqrt(ratio);
      if (times >= TOLERATED.low && times <= TOLERATED.high) continue;
      const wanted = matchOf(activationName(unit)).init;
      report({
        message: t`The weights of ${layer.id} start ${formatNumber(times)} times as large as ${activationName(unit)} wants: use ${wanted}.`,
        range: layer.arguments.init?.range ?? layer.typeRange,
        severity: unit.normalized ? 'hint' : 'warning',
        fixes: [
          {
            title: t`Use init: ${wanted}`,
            edits: [setArgument(layer, 'init', wanted)],
            preferred: true,
          },
        ],
      });
    }
  },
};
