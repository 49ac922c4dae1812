import { t } from '#l10n';
import { CITATIONS } from '../../catalogue/tuning-table.ts';
import { setArgument } from '../edits.ts';
import { example } from '../examples.ts';
import { activationName, networksOf } from '../network.ts';
import type { Rule } from '../rule.ts';
import { matchOf } from '../variance.ts';

const CONSTANTS: ReadonlySet<string> = new Set(['zeros', 'ones', 'constant']);
const HEAD = 'dense(3, softmax, init: glorot_uniform)';

export const constantInit: Rule = {
  id: 'constant-init',
  severity: 'error',
  category: 'initialization',
  topic: 'Initialisation',
  summary: 'A kernel of equal numbers makes all its units learn the same.',
  documentation: {
    what: 'A layer of several units starts with zeros, ones or a constant. In the output layer, where the classes tell the units apart, it is a hint.',
    why: 'Units with equal weights give equal outputs, get equal gradients and stay equal: a layer of 64 units is then as good as one unit. Random numbers break the symmetry.',
    source: `Goodfellow, Bengio & Courville 2016, Deep learning, section 8.4; ${CITATIONS.glorot}`,
  },
  bad: [
    example({ layers: ['dense(32, relu, init: zeros)', HEAD] }),
    example({ layers: ['dense(32, tanh, init: constant(0.1))', HEAD] }),
  ],
  good: [example({})],
  check({ specification }, report) {
    for (const unit of networksOf(specification).flatMap(({ units }) => units)) {
      const init = unit.layer.init;
      if (!init || !CONSTANTS.has(init.value.name) || unit.layer.output?.at(-1) === 1) continue;
      const wanted = matchOf(activationName(unit)).init;
      const { layer } = unit;
      report({
        message: t`All ${layer.output?.at(-1) ?? ''} units of ${layer.id} start equal (${init.value.name}), so they learn the same: use ${wanted}.`,
        range: layer.arguments.init?.written ? init.range : layer.typeRange,
        severity: unit.isHead ? 'hint' : 'error',
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
