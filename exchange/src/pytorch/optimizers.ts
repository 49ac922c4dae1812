import type { OptimizerPlan } from '#plan';
import { call, number, tuple } from '../python/text.ts';

/**
 * An optimizer as PyTorch constructs it: its conventions are those of the built-in engine but for Nadam, whose momentum
 * decays as in Keras and Dozat 2016.
 */
export function optimizer(
  plan: OptimizerPlan,
  parameters: string,
  column: number,
  rate = number(plan.learningRate),
): string {
  const items = [parameters, `lr=${rate}`, ...settings(plan)];
  return call(`torch.optim.${NAMES[plan.name]}`, items, column);
}

const NAMES: Readonly<Record<OptimizerPlan['name'], string>> = {
  sgd: 'SGD',
  adagrad: 'Adagrad',
  adadelta: 'Adadelta',
  rmsprop: 'RMSprop',
  adam: 'Adam',
  adamax: 'Adamax',
  nadam: 'NAdam',
  adamw: 'AdamW',
};

function settings(plan: OptimizerPlan): string[] {
  switch (plan.name) {
    case 'sgd':
      return [
        ...(plan.momentum > 0 ? [`momentum=${number(plan.momentum)}`] : []),
        ...(plan.nesterov && plan.momentum > 0 ? ['nesterov=True'] : []),
      ];
    case 'adagrad':
      return [epsilon(plan)];
    case 'adadelta':
      return [`rho=${number(plan.rho)}`, epsilon(plan)];
    case 'rmsprop':
      return [
        `alpha=${number(plan.rho)}`,
        epsilon(plan),
        ...(plan.momentum > 0 ? [`momentum=${number(plan.momentum)}`] : []),
      ];
    case 'nadam':
      return [betas(plan), epsilon(plan), 'momentum_decay=1'];
    case 'adamw':
      return [betas(plan), epsilon(plan), `weight_decay=${number(plan.weightDecay)}`];
    default:
      return [betas(plan), epsilon(plan)];
  }
}

function betas({ beta1, beta2 }: { readonly beta1: number; readonly beta2: number }): string {
  return `betas=${tuple([beta1, beta2])}`;
}

function epsilon({ epsilon: value }: { readonly epsilon: number }): string {
  return `eps=${number(value)}`;
}
