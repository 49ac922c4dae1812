import type { ActivationPlan } from '#plan';
import { number } from '../python/text.ts';

type Write = (x: string, axis: number) => string;

/** The activations that need no number of their own. */
const PLAIN: Partial<Readonly<Record<ActivationPlan['name'], Write>>> = {
  linear: (x) => x,
  sigmoid: (x) => `torch.sigmoid(${x})`,
  tanh: (x) => `torch.tanh(${x})`,
  relu: (x) => `F.relu(${x})`,
  selu: (x) => `F.selu(${x})`,
  gelu: (x) => `F.gelu(${x})`,
  swish: (x) => `F.silu(${x})`,
  softplus: (x) => `F.softplus(${x})`,
  softsign: (x) => `F.softsign(${x})`,
  hard_sigmoid: (x) => `F.hardsigmoid(${x})`,
  exponential: (x) => `torch.exp(${x})`,
  softmax: (x, axis) => `torch.softmax(${x}, dim=${axis})`,
};

/** An activation of an expression; prelu has weights and is a module. */
export function activated(activation: ActivationPlan, x: string, axis = -1): string {
  switch (activation.name) {
    case 'leaky_relu':
      return `F.leaky_relu(${x}, ${number(activation.slope)})`;
    case 'elu':
      return `F.elu(${x}, alpha=${number(activation.alpha)})`;
    default:
      return PLAIN[activation.name]?.(x, axis) ?? x;
  }
}

/** An activation as a function: `torch.tanh`, `lambda x: F.elu(x, alpha=0.5)`. */
export function activationFunction(activation: ActivationPlan): string {
  if (activation.name === 'linear') return 'nn.Identity()';
  const [, name] = /^([\w.]+)\(x\)$/.exec(activated(activation, 'x')) ?? [];
  return name ?? `lambda x: ${activated(activation, 'x')}`;
}
