import type { OptimizerPlan, TrainPlan } from '#plan';
import { call, float, number } from '../python/text.ts';
import { KERAS_OPTIMIZERS } from './optimizer-classes.ts';

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

/** The class of an optimizer: Keras's own, or where that computes in another way, one of the script. */
function classOf(plan: OptimizerPlan, train: TrainPlan): string {
  const name = NAMES[plan.name];
  // Without momentum nothing is kept that the rate could scale.
  const plain = plan.name === 'sgd' && plan.momentum === 0;
  const base = name in KERAS_OPTIMIZERS && !plain ? name : `keras.optimizers.${name}`;
  return clipsTwice(train) ? `clipping(${base})` : base;
}

/** Whether a training clips by norm and by value, of which Keras does one. */
export function clipsTwice({ clipNorm, clipValue }: TrainPlan): boolean {
  return clipNorm !== null && clipValue !== null;
}

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
  return call(classOf(plan, train), items, column);
}

/** What of a training Keras cannot do as it is meant; each a sentence. */
export function kerasDifferences(train: TrainPlan): string[] {
  const notes: string[] = [];
  if (train.accumulate > 1) {
    notes.push(
      `Where the steps of an epoch are no multiple of ${train.accumulate}, Keras carries the last ones' ` +
        'gradients over to the next epoch.',
    );
  }
  return notes;
}
