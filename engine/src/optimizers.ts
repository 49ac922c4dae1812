import type { OptimizerPlan } from '#plan';
import type { KernelInstance } from './kernels.ts';

export type OptimizerName = OptimizerPlan['name'];

/**
 * A contiguous range of parameters and its share of gradients and moments: addresses in bytes, the
 * length in floats.
 */
export interface UpdateRange {
  readonly weights: number;
  readonly gradients: number;
  readonly moments: readonly [number, number];
  readonly count: number;
}

/**
 * An optimizer that knows how many updates it has made; formulas are at
 * engine/kernels/optimizers.ts.
 */
export interface Optimizer {
  /**
   * One update at that learning rate from the gradients times `scale`, each then within ±`bound`
   * (infinity: no bound); returns the sum of the gradients' squares as they came.
   */
  update(range: UpdateRange, rate: number, scale: number, bound: number): number;
  /** The numbers beside the moments that a continued training needs. */
  state(): readonly number[];
  restore(state: readonly number[]): void;
}

type PlanOf<N extends OptimizerName> = Extract<OptimizerPlan, { name: N }>;
type Create<N extends OptimizerName> = (plan: PlanOf<N>, instance: KernelInstance) => Optimizer;

/** For optimizers that need no count of their updates. */
function stateless(update: Optimizer['update']): Optimizer {
  return { update, state: () => [], restore: () => {} };
}

/**
 * Nadam's momentum schedule: β₁·(1 − ½·0.96ᵗ) (Dozat 2016; Keras. PyTorch decays with
 * 0.96^(t/250)).
 */
const NADAM_DECAY = 0.96;

function adamFamily(
  plan: PlanOf<'adam' | 'adamax' | 'nadam'> | PlanOf<'adamw'>,
  instance: KernelInstance,
): Optimizer {
  const { beta1, beta2, epsilon } = plan;
  const kernel = instance.kernel(plan.name === 'adamax' ? 'adamax' : 'adam');
  const nadam = plan.name === 'nadam';
  const weightDecay = plan.name === 'adamw' ? plan.weightDecay : 0;
  // β₁ᵗ, β₂ᵗ, 0.96ᵗ and the product of Nadam's momenta: multiplied on at each update, never raised
  // to a power.
  let power1 = 1;
  let power2 = 1;
  let decay = 1;
  let product = 1;

  // Factors of the first moment and of the gradient in an update; kept outside of it, like all of
  // what it needs, so that an update allocates nothing.
  let momentRate = 0;
  let gradientRate = 0;

  function setRates(rate: number): void {
    if (!nadam) {
      momentRate = rate / (1 - power1);
      return;
    }
    decay *= NADAM_DECAY;
    const momentum = beta1 * (1 - 0.5 * decay);
    const next = beta1 * (1 - 0.5 * decay * NADAM_DECAY);
    product *= momentum;
    momentRate = (rate * next) / (1 - product * next);
    gradientRate = (rate * (1 - momentum)) / (1 - product);
  }

  return {
    update(range, rate, scale, bound) {
      power1 *= beta1;
      power2 *= beta2;
      setRates(rate);
      const { weights, gradients, moments, count } = range;
      const first = moments[0];
      const second = moments[1];
      if (plan.name === 'adamax') {
        return kernel(
          weights,
          gradients,
          first,
          second,
          count,
          scale,
          bound,
          momentRate,
          beta1,
          beta2,
          epsilon,
        );
      }
      return kernel(
        weights,
        gradients,
        first,
        second,
        count,
        scale,
        bound,
        beta1,
        beta2,
        epsilon,
        momentRate,
        gradientRate,
        1 / Math.sqrt(1 - power2),
        1 - rate * weightDecay,
      );
    },
    state: () => [power1, power2, decay, product],
    restore([first = 1, second = 1, third = 1, fourth = 1]) {
      [power1, power2, decay, product] = [first, second, third, fourth];
    },
  };
}

/** Every optimizer of the catalogue. */
export const optimizers: { readonly [N in OptimizerName]: Create<N> } = {
  sgd({ momentum, nesterov }, instance) {
    const kernel = instance.kernel('sgd');
    const flag = nesterov ? 1 : 0;
    return stateless(({ weights, gradients, moments: [velocity], count }, rate, scale, bound) =>
      kernel(weights, gradients, velocity, count, scale, bound, rate, momentum, flag),
    );
  },
  adagrad({ epsilon }, instance) {
    const kernel = instance.kernel('adagrad');
    return stateless(({ weights, gradients, moments: [sums], count }, rate, scale, bound) =>
      kernel(weights, gradients, sums, count, scale, bound, rate, epsilon),
    );
  },
  adadelta({ rho, epsilon }, instance) {
    const kernel = instance.kernel('adadelta');
    return stateless(({ weights, gradients, moments: [sums, steps], count }, rate, scale, bound) =>
      kernel(weights, gradients, sums, steps, count, scale, bound, rate, rho, epsilon),
    );
  },
  rmsprop({ rho, momentum, epsilon }, instance) {
    const kernel = instance.kernel('rmsprop');
    return stateless(
      ({ weights, gradients, moments: [sums, velocity], count }, rate, scale, bound) =>
        kernel(
          weights,
          gradients,
          sums,
          velocity,
          count,
          scale,
          bound,
          rate,
          rho,
          momentum,
          epsilon,
        ),
    );
  },
  adam: adamFamily,
  adamax: adamFamily,
  nadam: adamFamily,
  adamw: adamFamily,
};

/** The optimizer of a plan. */
export function createOptimizer(plan: OptimizerPlan, instance: KernelInstance): Optimizer {
  const create = optimizers[plan.name] as Create<OptimizerName>;
  return create(plan, instance);
}
