/** Validation better than training where nothing makes training harder, or than the test: the parts may not be made alike. */
import { t } from '#l10n';
import { evidence, number, percent, type SymptomReport } from '../finding.ts';
import type { RunView } from '../run-view.ts';
import { shareError } from '../standard-error.ts';
import type { Symptom } from '../symptom.ts';

/** In accuracy (design: 5 points) … */
export const GAP = 0.05;
/** … and in standard errors of the validation accuracy. */
export const STANDARD_ERRORS = 3;
/** Test accuracy this far under validation accuracy (and as many standard errors of their difference) … */
export const TEST_GAP = 0.15;
/** … or, of real targets, a test loss as of a model that knows nothing, where that of validation is under this share of it. */
export const GOOD_LOSS = 0.5;
const HARDER: ReadonlySet<string> = new Set(['dropout', 'alpha_dropout', 'batch_norm']);

export const validationTooGood: Symptom = {
  id: 'validation-too-good',
  detect: (view) => betterThanTraining(view) ?? betterThanTest(view) ?? lossBelowTest(view),
};

function betterThanTraining({ run, layers }: RunView): SymptomReport | null {
  const { end, started } = run;
  if (end?.type !== 'finished' || layers.some((layer) => HARDER.has(layer.type))) return null;
  const train = end.train.accuracy;
  const validation = end.validation?.accuracy;
  if (train === undefined || validation === undefined) return null;
  const error = Math.sqrt((train * (1 - train)) / Math.max(1, started.samples.validation));
  const limit = Math.max(GAP, STANDARD_ERRORS * error);
  if (validation - train <= limit) return null;
  return {
    category: 'data',
    severity: 'warning',
    message: t`Accuracy is ${percent(validation)} on the validation samples and ${percent(train)} on the training samples: do the parts share samples?`,
    blame: { setting: 'split' },
    sinceEpoch: end.bestEpoch,
    evidence: [
      evidence(t`validation accuracy minus training accuracy`, validation - train, 'above', limit, {
        epoch: end.epoch,
        series: { kind: 'epochs', part: 'validation', metric: 'accuracy' },
      }),
    ],
  };
}

/** What holds on the validation samples does not on those of the test: they come from elsewhere, or were prepared otherwise. */
function betterThanTest({ run }: RunView): SymptomReport | null {
  const { end, started } = run;
  if (end?.type !== 'finished') return null;
  const [validation, test] = [end.validation?.accuracy, end.test?.accuracy];
  if (validation === undefined || test === undefined) return null;
  const error = Math.hypot(
    shareError(validation, started.samples.validation),
    shareError(test, started.samples.test),
  );
  const limit = Math.max(TEST_GAP, STANDARD_ERRORS * error);
  if (validation - test <= limit) return null;
  return differentTest(
    run,
    t`Accuracy is ${percent(validation)} on the validation samples and ${percent(test)} on those of the test: are they prepared in the same way?`,
    evidence(t`validation accuracy minus test accuracy`, validation - test, 'above', limit, {
      epoch: end.epoch,
      series: { kind: 'epochs', part: 'validation', metric: 'accuracy' },
    }),
  );
}

function lossBelowTest({ run, accuracy, baselineLoss }: RunView): SymptomReport | null {
  const { end } = run;
  if (end?.type !== 'finished' || accuracy !== null || !run.plan.data.testSource) return null;
  const [validation, test] = [end.validation?.loss, end.test?.loss];
  if (validation === undefined || test === undefined) return null;
  if (validation > GOOD_LOSS * baselineLoss || test <= baselineLoss) return null;
  return differentTest(
    run,
    t`The loss is ${number(validation)} on the validation samples and ${number(test)} on those of the test: are they prepared in the same way?`,
    evidence(t`test loss`, test, 'above', baselineLoss, {
      epoch: end.epoch,
      series: { kind: 'epochs', part: 'validation', metric: 'loss' },
    }),
  );
}

function differentTest(
  { plan, end }: RunView['run'],
  message: string,
  proof: SymptomReport['evidence'][number],
): SymptomReport {
  return {
    category: 'data',
    severity: 'warning',
    message,
    blame: { setting: plan.data.testSource ? 'test_source' : 'split' },
    sinceEpoch: end?.epoch ?? 0,
    evidence: [proof],
  };
}
