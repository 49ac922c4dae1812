import { t } from '#l10n';
import type { ClassCount } from '../../data/summary.ts';
import type { ResolvedData } from '../../semantics/model.ts';
import { setSetting } from '../edits.ts';
import { example } from '../examples.ts';
import { formatNumber } from '../numbers.ts';
import type { Rule } from '../rule.ts';

/** Samples of the largest class for one of the smallest. */
const LARGEST_RATIO = 10;

const DATA = ['source "data/defects.csv"', 'target defect', 'scale standardize'];
const LAYERS = ['dense(32, relu, init: he_normal)', 'dense(1, sigmoid, init: glorot_uniform)'];
const TRAIN = ['epochs 50', 'early_stopping(patience: 5)'];

export const classImbalance: Rule = {
  id: 'class-imbalance',
  severity: 'warning',
  category: 'data',
  summary: 'One class is much rarer than another.',
  documentation: {
    what: `The largest class has more than ${LARGEST_RATIO} times as many samples as the smallest, and the train block has no class_weights.`,
    why: 'With 95 % of the samples in one class, always answering that class is right 95 times in 100 and a comfortable place for the loss. Weights n / (classes · n_c) make each class count the same; precision and recall tell more than accuracy.',
    source: 'He & Garcia 2009, Learning from imbalanced data',
  },
  bad: [example({ data: DATA, layers: LAYERS, train: TRAIN })],
  good: [example({ data: DATA, layers: LAYERS, train: [...TRAIN, 'class_weights balanced'] })],
  check({ specification, text }, report) {
    for (const train of specification.trains) {
      const { data } = train;
      if (data?.targetKind !== 'classes' || train.classWeights.value !== null) continue;
      const classes = [...classesOf(data)].sort((a, b) => a.count - b.count);
      const [rarest] = classes;
      const commonest = classes.at(-1);
      if (!rarest || !commonest || commonest.count <= LARGEST_RATIO * rarest.count) continue;
      report({
        message: t`Class ${commonest.label} of ${data.name} has ${formatNumber(commonest.count / rarest.count)} times as many samples as class ${rarest.label} (${commonest.count} and ${rarest.count}).`,
        range: train.dataRange ?? train.keywordRange,
        fixes: [
          {
            title: t`Add class_weights balanced`,
            edits: [setSetting(text, train, 'class_weights', 'class_weights balanced')],
            preferred: true,
          },
        ],
      });
    }
  },
};

/** Those that the data set uses. */
function classesOf(data: ResolvedData): readonly ClassCount[] {
  const [target, ...others] = data.target;
  if (others.length > 0) return [];
  const column = target
    ? data.summary?.columns.find(({ name }) => name === target.value)
    : data.targetSummary?.columns[0];
  const chosen = new Set(data.selection.classes.map(({ value }) => value));
  const all = column?.classes ?? [];
  return chosen.size === 0 ? all : all.filter(({ label }) => chosen.has(label));
}
