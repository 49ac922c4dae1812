import { t } from '#l10n';
import type { ResolvedData } from '../../semantics/model.ts';
import { usedColumns } from '../columns.ts';
import { example } from '../examples.ts';
import { formatNumber } from '../numbers.ts';
import type { Rule } from '../rule.ts';

/** Share of the rows. */
const MANY = 0.05;
/** Possible rows for each row that is there: with fewer, repetitions come by chance. */
const ROOM = 100;

const LAYERS = ['dense(32, relu, init: he_normal)', 'dense(1, sigmoid, init: glorot_uniform)'];

export const duplicateRowsAcrossSplit: Rule = {
  id: 'duplicate-rows-across-split',
  severity: 'warning',
  category: 'data',
  summary: 'Repeated rows end up in training and in validation.',
  documentation: {
    what: `More than ${100 * MANY} % of the rows repeat an earlier one in every column, though the columns take so many values that this is no chance.`,
    why: 'The split is by rows: copies of a row that is trained on are validated on. The validation loss then measures memory, and looks better than it is.',
    source: 'Kaufman et al. 2012, Leakage in data mining',
  },
  bad: [
    example({
      data: ['source "data/repeated.csv"', 'target state', 'scale standardize'],
      layers: LAYERS,
    }),
  ],
  good: [
    example({
      data: [
        'source "data/sensors.csv"',
        'target state',
        'features exclude(version)',
        'scale standardize',
      ],
      layers: LAYERS,
    }),
  ],
  check({ specification }, report) {
    for (const data of specification.data) {
      const rows = data.summary?.rows ?? 0;
      const share = (data.summary?.duplicateRows ?? 0) / rows;
      if (!(share > MANY) || possibleRows(data) < ROOM * rows) continue;
      report({
        message: t`${formatNumber(100 * share)} % of the rows of ${data.name} repeat an earlier row: training and validation share them.`,
        range: data.settings.get('source')?.range ?? data.nameRange,
      });
    }
  },
};

function possibleRows(data: ResolvedData): number {
  return usedColumns(data).reduce((product, { column }) => product * column.distinct, 1);
}
