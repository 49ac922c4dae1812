/** Epochs, early stopping and the batch size. */
import { t } from '#l10n';
import { CITATIONS, TUNING_TABLE, usualText } from '#language';
import type { Evidence } from '../types.ts';
import { setSetting } from './edits.ts';
import type { Candidate, Remedy, RemedyContext } from './remedy.ts';
import { tableBasis } from './table-basis.ts';

const BATCH = TUNING_TABLE.batchSize;
const STOPPING = TUNING_TABLE.earlyStopping;
/** Under this many epochs a run is so short that ten times as many cost little. */
const SHORT_RUN = 20;

export const moreEpochs: Remedy = {
  category: 'epochs',
  candidates: (context) => {
    const { epochs } = context.train;
    if (context.train.phases.length > 0) return [];
    const factors = epochs.value <= SHORT_RUN ? [5, 10] : [2, 4];
    return factors.flatMap((factor) => {
      const value = String(epochs.value * factor);
      return setting(context, 'epochs', value, {
        title: t`Train for ${value} epochs`,
        reason: t`After ${epochs.value} epochs the loss was still on its way.`,
        basis: { kind: 'paper', text: 'Goodfellow et al. 2016, Deep learning, section 7.8' },
      });
    });
  },
};

export const stopEarly: Remedy = {
  category: 'epochs',
  candidates: (context) => {
    if (context.plan.train.earlyStopping || context.plan.data.split.validation === 0) return [];
    const { start } = STOPPING.patience;
    return setting(context, 'early_stopping', `(monitor: val_loss, patience: ${start})`, {
      title: t`Stop early: when the validation loss has not improved for ${start} epochs`,
      reason: isOfValidationLoss(context.finding.evidence[0])
        ? t`The best epoch was ${context.finding.sinceEpoch}; what came after made it worse.`
        : t`Training goes on whatever the validation loss says.`,
      basis: tableBasis('earlyStopping', 'usual'),
    });
  },
};

export const reduceBatchSize: Remedy = {
  category: 'batch-size',
  candidates: (context) => {
    const { value } = context.train.batchSize;
    const size =
      value > BATCH.start ? BATCH.start : Math.max(BATCH.range.low, Math.floor(value / 2));
    if (size >= value) return [];
    return batchSize(context, size, 'overfitting');
  },
};

/** Smaller batches make more steps of an epoch. */
export const moreSteps: Remedy = {
  category: 'batch-size',
  candidates: (context) => {
    const { value } = context.train.batchSize;
    if (value <= BATCH.start) return [];
    return setting(context, 'batch_size', String(BATCH.start), {
      title: t`Reduce the batch size to ${BATCH.start}`,
      reason: t`With ${value} samples a batch, an epoch makes ${(value / BATCH.start).toFixed(1)} times fewer steps.`,
      basis: { kind: 'paper', text: CITATIONS.masters },
    });
  },
};

export const raiseBatchSize: Remedy = {
  category: 'batch-size',
  candidates: (context) =>
    context.train.batchSize.value < BATCH.start ? batchSize(context, BATCH.start, 'usual') : [],
};

function isOfValidationLoss(evidence: Evidence | undefined): boolean {
  const series = evidence?.series;
  return series?.kind === 'epochs' && series.part === 'validation' && series.metric === 'loss';
}

function batchSize(
  context: RemedyContext,
  size: number,
  column: 'overfitting' | 'usual',
): Candidate[] {
  return setting(context, 'batch_size', String(size), {
    title:
      column === 'overfitting'
        ? t`Reduce the batch size to ${size}`
        : t`Raise the batch size to ${size}`,
    reason: t`It is ${context.train.batchSize.value}; usual is ${usualText('batchSize')}.`,
    basis: tableBasis('batchSize', column),
  });
}

function setting(
  context: RemedyContext,
  name: string,
  value: string,
  about: Pick<Candidate, 'title' | 'reason' | 'basis'>,
): Candidate[] {
  const edit = setSetting(context.analysis, context.train.syntax, name, value);
  return edit ? [{ id: `${name}:${value}`, ...about, edits: [edit] }] : [];
}
