import type { OptimizerPlan, TrainPlan } from '#plan';
import { call, float, number } from '../python/text.ts';

const NAMES: Readonly<Record<OptimizerPlan['name'], string>> = {
  sgd: 'SGD',
  adagrad: 'Adagrad',
  adadelta: 'Adadelta',
  rmsprop: 'RMSprop',
  adam: 'Adam',
  adamax: 'Adamax',
  nadam: 'Nadam',
  adamw: 'AdamW',
};

/** An optimizer with the clipping and the accumulation of a training, which Keras has there. */
export function kerasOptimizer(plan: OptimizerPlan, train: TrainPlan, column: number): string {
  const items = [`learning_rate=${float(plan.learningRate)}`];
  if ('momentum' in plan && plan.momentum > 0) items.push(`momentum=${number(plan.momentum)}`);
  if (plan.name === 'sgd' && plan.nesterov && plan.momentum > 0) items.push('nesterov=True');
  if (plan.name === 'adagrad') items.push('initial_accumulator_value=0.0');
  if ('rho' in plan) items.push(`rho=${number(plan.rho)}`);
  if ('beta1' in plan) items.push(`beta_1=${number(plan.beta1)}`, `beta_2=${number(plan.beta2)}`);
  if ('epsilon' in plan) items.push(`epsilon=${number(plan.epsilon)}`);
  if (plan.name === 'adamw') items.push(`weight_decay=${number(plan.weightDecay)}`);
  if (train.clipNorm !== null) items.push(`global_clipnorm=${number(train.clipNorm)}`);
  else if (train.clipValue !== null) items.push(`clipvalue=${number(train.clipValue)}`);
  if (train.accumulate > 1) items.push(`gradient_accumulation_steps=${train.accumulate}`);
  return call(`keras.optimizers.${NAMES[plan.name]}`, items, column);
}

/** What of a training Keras cannot do as it is meant; each a sentence. */
export function kerasDifferences(train: TrainPlan): string[] {
  const notes: string[] = [];
  if (train.clipNorm !== null && train.clipValue !== null) {
    notes.push(`Keras clips in one way only: clip_value ${number(train.clipValue)} is left out.`);
  }
  if (train.accumulate > 1) {
    notes.push('Keras carries gradients over from one epoch to the next while it collects them.');
  }
  return notes;
}
