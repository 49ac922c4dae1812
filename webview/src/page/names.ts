/** What symptoms, metrics, states and parts of the data are called. */
import type { SymptomId } from '#diagnosis';
import type { Results, RunState } from '../protocol.ts';
import { words } from './format.ts';
import { t } from './localization.ts';

const symptoms: Readonly<Partial<Record<SymptomId, string>>> = {
  'nan-loss': t('loss is no number'),
  'exploding-gradient': t('exploding gradient'),
  'vanishing-gradient': t('vanishing gradient'),
  'dying-relu': t('dying ReLU'),
  saturation: t('saturation'),
  'bad-initialization': t('bad initialization'),
  'initial-loss': t('unusual initial loss'),
  'learning-rate-too-high': t('learning rate too high'),
  'learning-rate-too-low': t('learning rate too low'),
  'oscillating-loss': t('oscillating loss'),
  plateau: t('plateau'),
  'slow-convergence': t('slow convergence'),
  'too-few-epochs': t('too few epochs'),
  overfitting: t('overfitting'),
  underfitting: t('underfitting'),
  'collapsed-output': t('collapsed output'),
  'unscaled-data': t('unscaled data'),
  'unreachable-target': t('unreachable target'),
  'over-regularization': t('over-regularization'),
  'validation-too-good': t('validation too good'),
  'cannot-overfit-a-batch': t('cannot overfit a batch'),
  'class-imbalance': t('class imbalance'),
  'data-leak': t('data leak'),
  'input-ignored': t('input ignored'),
  'train-eval-mismatch': t('training and evaluation differ'),
};

export function symptomName(symptom: SymptomId): string {
  return symptoms[symptom] ?? words(symptom);
}

const metrics: Readonly<Record<string, string>> = {
  loss: t('loss'),
  accuracy: t('accuracy'),
  precision: t('precision'),
  recall: t('recall'),
  f1: 'F1',
  auc: 'AUC',
  mae: 'MAE',
  rmse: 'RMSE',
  r2: 'R²',
};

/** Of a metric's id; abbreviations stay as they are. */
export function metricName(metric: string): string {
  return metrics[metric] ?? words(metric);
}

const states: Readonly<Record<RunState, string>> = {
  training: t('Training'),
  paused: t('Paused'),
  finished: t('Finished'),
  stopped: t('Stopped'),
  diverged: t('Diverged'),
  interrupted: t('Interrupted'),
};

export function stateName(state: RunState): string {
  return states[state];
}

const parts: Readonly<Record<Results['part'], string>> = {
  train: t('training'),
  validation: t('validation'),
  test: t('test'),
};

export function partName(part: Results['part']): string {
  return parts[part];
}
