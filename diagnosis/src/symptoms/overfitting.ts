/** The model learns its training samples and gets worse, or is much worse, on others. */
import { evidence, number, percent, type SymptomReport } from '../finding.ts';
import { type RunView, series } from '../run-view.ts';
import { lastInARow } from '../statistics.ts';
import type { Symptom } from '../symptom.ts';

/** Validation loss over its best (Prechelt 1998: generalisation loss GL5) … */
export const GENERALIZATION_LOSS = 1.05;
/** … for this many epochs, or this share of the budget where that is more (AutoTrainer) … */
export const WORSE_EPOCHS = 3;
export const WORSE_SHARE = 1 / 15;
/** While the run goes on it has to last this many times as long: losses often rise for a while and fall again. */
export const PATIENCE_WHILE_RUNNING = 3;
/** … by at least this share of what a model that knows nothing would lose: less is noise near convergence. */
export const MATERIAL_LOSS = 0.02;
/** Training accuracy this far above validation accuracy, … */
export const ACCURACY_GAP = 0.1;
/** … and more standard errors of the validation accuracy than this. */
export const STANDARD_ERRORS = 2;

export const overfitting: Symptom = {
  id: 'overfitting',
  detect: (view) => (view.notLearning || view.diverged ? null : (worsening(view) ?? gap(view))),
};

function worsening(view: RunView): SymptomReport | null {
  const { trainLoss, validationLoss } = view;
  if (isCaughtByEarlyStopping(view)) return null;
  const best = Math.min(...validationLoss);
  const bestEpoch = validationLoss.indexOf(best) + 1;
  const limit = Math.max(GENERALIZATION_LOSS * best, best + MATERIAL_LOSS * view.baselineLoss);
  const worse = lastInARow(validationLoss, (loss) => loss >= limit);
  const persistent = Math.max(WORSE_EPOCHS, Math.round(view.run.started.epochs * WORSE_SHARE));
  const needed = view.ended ? persistent : PATIENCE_WHILE_RUNNING * persistent;
  const [now, trainNow] = [validationLoss.at(-1), trainLoss.at(-1)];
  if (worse < needed || now === undefined || trainNow === undefined) return null;
  if (trainNow >= (trainLoss[bestEpoch - 1] ?? 0) || trainNow >= now) return null;
  return {
    category: 'capacity',
    severity: 'warning',
    message:
      `Overfitting since epoch ${bestEpoch}: the validation loss rose from ${number(best)} to ${number(now)} ` +
      `while the training loss fell to ${number(trainNow)}.`,
    blame: blameOf(view),
    sinceEpoch: bestEpoch,
    evidence: [
      evidence('validation loss', now, 'above', limit, {
        epoch: validationLoss.length,
        series: { kind: 'epochs', part: 'validation', metric: 'loss' },
      }),
    ],
  };
}

function gap(view: RunView): SymptomReport | null {
  if (!view.ended) return null;
  const end = view.run.end?.type === 'finished' ? view.run.end : null;
  const train = end?.train.accuracy ?? series(view.run.epochs, 'train', 'accuracy').at(-1);
  const validation =
    end?.validation?.accuracy ?? series(view.run.epochs, 'validation', 'accuracy').at(-1);
  if (train === undefined || validation === undefined) return null;
  const samples = Math.max(1, view.run.started.samples.validation);
  const error = Math.sqrt((validation * (1 - validation)) / samples);
  const limit = Math.max(ACCURACY_GAP, STANDARD_ERRORS * error);
  if (train - validation <= limit) return null;
  const epoch = view.run.epochs.length;
  return {
    category: 'capacity',
    severity: 'warning',
    message: `Overfitting: accuracy is ${percent(train)} on the training samples and ${percent(validation)} on the validation samples.`,
    blame: blameOf(view),
    sinceEpoch: epoch,
    evidence: [
      evidence('training accuracy minus validation accuracy', train - validation, 'above', limit, {
        epoch,
        series: { kind: 'epochs', part: 'validation', metric: 'accuracy' },
      }),
    ],
  };
}

/** Training stopped by itself and put the best epoch's weights back: nothing was lost. */
function isCaughtByEarlyStopping(view: RunView): boolean {
  const { end, plan } = view.run;
  return (
    end?.type === 'finished' &&
    plan.train.earlyStopping?.restoreBest === true &&
    end.bestEpoch < view.run.epochs.length
  );
}

/** The layer with the most weights has the most to remember with. */
function blameOf(view: RunView): SymptomReport['blame'] {
  const size = (layer: (typeof view.kernels)[number]) =>
    (layer.inputShape.at(-1) ?? 1) * (layer.outputShape.at(-1) ?? 1);
  const largest = [...view.kernels].sort((a, b) => size(b) - size(a))[0];
  return largest ? { layers: [largest] } : { setting: 'epochs' };
}
