import { t } from '#l10n';
import { CITATIONS } from '../../catalogue/tuning-table.ts';
import type { PlainLayer } from '../../semantics/model.ts';
import { removeStatement } from '../edits.ts';
import { example } from '../examples.ts';
import { networksOf } from '../network.ts';
import { formatNumber } from '../numbers.ts';
import type { Rule } from '../rule.ts';

const HIDDEN = 'dense(64, relu, init: he_normal)';
const HEAD = 'dense(3, softmax, init: glorot_uniform)';

/** From so many on nobody can have meant it. */
const MANY = 3;

export const stackedDropout: Rule = {
  id: 'stacked-dropout',
  severity: 'warning',
  category: 'regularization',
  topic: 'Regularisation: dropout',
  summary: 'Dropout right after dropout is one dropout of a higher rate.',
  documentation: {
    what: 'Dropout layers follow each other with nothing between them: two (information), three or more (warning).',
    why: 'A unit passes both with the chance (1 − p)(1 − q): two rates of 0.4 drop 64 %. One layer says what is meant.',
    source: CITATIONS.srivastava,
  },
  bad: [
    example({ layers: [HIDDEN, 'dropout(0.4)', 'dropout(0.4)', HEAD] }),
    example({ layers: [HIDDEN, 'dropout(0.3)', 'dropout(0.3)', 'dropout(0.3)', HEAD] }),
  ],
  good: [example({ layers: [HIDDEN, 'dropout(0.4)', HEAD] })],
  check({ specification, text }, report) {
    for (const { layers } of networksOf(specification)) {
      let run: PlainLayer[] = [];
      for (const layer of layers) {
        const continues = layer.entry.family === 'dropout' && layer.parent === run.at(-1)?.parent;
        run = continues ? [...run, layer] : layer.entry.family === 'dropout' ? [layer] : [];
        if (run.length < 2) continue;
        const passed = run.reduce((share, { values }) => share * (1 - Number(values.rate)), 1);
        const names = run.map(({ id }) => id).join(', ');
        report({
          message: t`${names} together drop ${formatNumber(100 * (1 - passed))} % of the units.`,
          range: layer.typeRange,
          severity: run.length < MANY ? 'information' : 'warning',
          fixes: [
            {
              title: t`Remove ${layer.id}`,
              edits: [removeStatement(text, layer.range)],
              preferred: true,
            },
          ],
        });
      }
    }
  },
};
