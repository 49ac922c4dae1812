import type { ActivationPlan } from '#plan';
import type { AttributeValue, Graph } from './graph.ts';

interface Operator {
  readonly operator: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

/** Activations that are one operator of ONNX. */
const OPERATORS: Partial<Readonly<Record<ActivationPlan['name'], Operator>>> = {
  sigmoid: { operator: 'Sigmoid' },
  tanh: { operator: 'Tanh' },
  relu: { operator: 'Relu' },
  selu: { operator: 'Selu' },
  softplus: { operator: 'Softplus' },
  softsign: { operator: 'Softsign' },
  hard_sigmoid: {
    operator: 'HardSigmoid',
    attributes: { alpha: { float: 1 / 6 }, beta: { float: 0.5 } },
  },
  exponential: { operator: 'Exp' },
};

function scalar(graph: Graph, value: number): string {
  return graph.floats('constant', [], Float32Array.of(value));
}

/**
 * f(x), softmax along `axis`. Prelu is not here: it has weights.
 * @returns the name of the result
 */
export function activation(
  graph: Graph,
  plan: ActivationPlan,
  x: string,
  axis: number,
  output?: string,
): string {
  const known = OPERATORS[plan.name];
  if (known) return graph.node(known.operator, [x], known.attributes ?? {}, output);
  switch (plan.name) {
    case 'leaky_relu':
      return graph.node('LeakyRelu', [x], { alpha: { float: plan.slope } }, output);
    case 'elu':
      return graph.node('Elu', [x], { alpha: { float: plan.alpha } }, output);
    case 'softmax':
      return graph.node('Softmax', [x], { axis }, output);
    case 'swish':
      return graph.node('Mul', [x, graph.node('Sigmoid', [x])], {}, output);
    case 'gelu': {
      const erf = graph.node('Erf', [graph.node('Mul', [x, scalar(graph, Math.SQRT1_2)])]);
      const twice = graph.node('Mul', [x, graph.node('Add', [erf, scalar(graph, 1)])]);
      return graph.node('Mul', [twice, scalar(graph, 0.5)], {}, output);
    }
    default:
      return x;
  }
}
