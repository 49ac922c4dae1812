import { t } from '#l10n';
import { CITATIONS, TUNING_TABLE } from '../../catalogue/tuning-table.ts';
import type { Severity } from '../../findings.ts';
import type { ResolvedTrain } from '../../semantics/model.ts';
import { setSetting } from '../edits.ts';
import { example } from '../examples.ts';
import { formatRange, isWithin } from '../numbers.ts';
import type { Rule } from '../rule.ts';

const { range, largest, start } = TUNING_TABLE.batchSize;
const STOPPING = ['epochs 50', 'early_stopping(patience: 5)'];

export const batchSize: Rule = {
  id: 'batch-size',
  severity: 'warning',
  category: 'optimization',
  topic: 'Tuning table: batch size',
  summary: 'The batch size is unusual.',
  documentation: {
    what: `The batch is a single sample, larger than ${largest}, or larger than the training part (warnings); or outside ${formatRange(range)} (information).`,
    why: 'The gradient of a batch of n samples has a noise of about σ/√n. A single sample makes it so noisy that the loss jumps, and batch normalisation impossible; very large batches make few steps an epoch and find minima that generalise worse.',
    source: `${CITATIONS.masters}; ${CITATIONS.keskar}`,
  },
  bad: [
    example({ train: ['batch_size 1', ...STOPPING] }),
    example({ train: ['batch_size 4096', ...STOPPING] }),
    example({ train: ['batch_size 256', ...STOPPING] }),
  ],
  good: [example({ train: ['batch_size 32', ...STOPPING] })],
  check({ specification, text }, report) {
    for (const train of specification.trains) {
      if (!train.batchSize.written) continue;
      const fault = faultOf(train);
      if (!fault) continue;
      report({
        ...fault,
        range: train.batchSize.range,
        fixes: [
          {
            title: t`Change the batch size to ${start}`,
            edits: [setSetting(text, train, 'batch_size', `batch_size ${start}`)],
            preferred: fault.severity === 'warning',
          },
        ],
      });
    }
  },
};

function faultOf({
  batchSize: { value },
  data,
}: ResolvedTrain): { readonly message: string; readonly severity: Severity } | undefined {
  const samples = data?.rows && Math.floor(data.rows * data.split.train.value);
  // Of a handful of samples the whole set is a sensible batch.
  if (samples && samples <= range.high && value <= samples) return undefined;
  if (value === 1) {
    const message = t`A batch of 1 sample makes the gradient very noisy: ${start} is usual.`;
    return { message, severity: 'warning' };
  }
  if (samples && value > samples && samples > start) {
    const message = t`A batch of ${value} is larger than the training part of ${data.name}, ${samples} samples.`;
    return { message, severity: 'warning' };
  }
  const message = t`A batch of ${value} is unusual: ${formatRange(range)} is common, ${start} the first choice.`;
  if (value > largest) return { message, severity: 'warning' };
  return isWithin(value, range) ? undefined : { message, severity: 'information' };
}
