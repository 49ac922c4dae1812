import { plural, t } from '#l10n';
import { setSetting } from '../edits.ts';
import { example } from '../examples.ts';
import type { Rule } from '../rule.ts';

const FEWEST = 3;
const USUAL = 50;
/** So many steps are a training, however few epochs they make. */
const ENOUGH_STEPS = 1000;

export const epochs: Rule = {
  id: 'epochs',
  severity: 'warning',
  category: 'size',
  summary: 'Training ends after very few epochs.',
  documentation: {
    what: `A train block without phases has ${FEWEST} epochs or fewer, which make fewer than ${ENOUGH_STEPS} steps.`,
    why: 'Each weight moves by about the learning rate a step: in n steps by at most n · rate. A few dozen steps of 1e-3 leave the weights about where they started.',
    source: 'Goodfellow, Bengio & Courville 2016, Deep learning, section 7.8',
  },
  bad: [example({ train: ['epochs 2'] })],
  good: [example({})],
  check({ specification, text }, report) {
    for (const train of specification.trains) {
      const { value, written, range } = train.epochs;
      if (!written || value > FEWEST || train.phases.length > 0 || train.model?.base) continue;
      const samples = (train.data?.rows ?? 0) * (train.data?.split.train.value ?? 1);
      if ((value * samples) / train.batchSize.value >= ENOUGH_STEPS) continue;
      report({
        message: t`${plural(value, t`{0} epoch`, t`{0} epochs`)} leave the weights about where they started.`,
        range,
        fixes: [
          {
            title: t`Change to ${USUAL} epochs`,
            edits: [setSetting(text, train, 'epochs', `epochs ${USUAL}`)],
            preferred: true,
          },
        ],
      });
    }
  },
};
