import { flattenLayers, type Plan } from '#plan';
import { multiplyAdds } from './parallel/choice.ts';
import { sizeOf } from './program/build.ts';
import type { Session } from './session.ts';

/** Samples on which activations are measured. */
export const PROBE_SAMPLES = 512;

/** What probes measure: kernels with their gradients and updates, and layers' outputs. */
export type Measurement = 'weights' | 'activations';

/** Share of the training's time that each may take, and the most epochs between two of them. */
const BUDGETS: Readonly<
  Record<Measurement, { readonly share: number; readonly longestGap: number }>
> = {
  weights: { share: 0.01, longestGap: 10 },
  activations: { share: 0.01, longestGap: 20 },
};

/** The first epochs are measured whatever that costs: much goes wrong there. */
const FIRST_EPOCHS = 2;

/**
 * Rough costs in nanoseconds. What is measured when follows from counted work, not from a clock: it
 * is the same on every machine, and in every run.
 */
const COSTS = {
  multiplyAdd: 0.05,
  step: 10_000,
  epoch: 20_000,
  /** Of a parameter: its update, and its measurement. */
  update: 1,
  parameter: 8,
  /** Of a layer's kernel, and of its output, measured; and of an output on one sample. */
  kernel: 8000,
  layer: 8000,
  output: 3,
} as const;

/**
 * After which epochs weights and activations are measured: in the first ones, in the last one, and
 * between them as often as their shares of the time allow.
 */
export class ProbeRhythm {
  private readonly gaps: Readonly<Record<Measurement, number>>;
  /** Of all phases: after the last one a diagnosis asks for what holds in the end. */
  private readonly epochs: number;

  constructor(plan: Plan, session: Session) {
    const epoch = costOfEpoch(plan, session);
    const gap = (measurement: Measurement, cost: number) => {
      const { share, longestGap } = BUDGETS[measurement];
      return Math.max(1, Math.min(longestGap, Math.ceil(cost / (share * epoch))));
    };
    this.epochs = plan.train.phases.reduce((sum, { epochs }) => sum + epochs, 0);
    this.gaps = {
      weights: gap('weights', costOfWeights(session)),
      activations: gap('activations', costOfActivations(plan, session)),
    };
  }

  isDue(measurement: Measurement, epoch: number): boolean {
    return epoch <= FIRST_EPOCHS || epoch % this.gaps[measurement] === 0 || epoch === this.epochs;
  }
}

function costOfEpoch(plan: Plan, { stepsPerEpoch, model }: Session): number {
  const parameters = model.store.weights.floats;
  const products = multiplyAdds(plan) * COSTS.multiplyAdd;
  return COSTS.epoch + stepsPerEpoch * (COSTS.step + parameters * COSTS.update + products);
}

function costOfWeights({ model }: Session): number {
  const kernels = model.store.all.filter(({ shape, gradient }) => shape.length > 1 && gradient);
  return kernels.length * COSTS.kernel + model.store.weights.floats * COSTS.parameter;
}

function costOfActivations(plan: Plan, { samples }: Session): number {
  const layers = flattenLayers(plan.model.layers);
  const outputs = layers.reduce((sum, { outputShape }) => sum + sizeOf(outputShape), 0);
  const forward = multiplyAdds(plan) / (3 * plan.train.batchSize);
  const sample = outputs * COSTS.output + forward * COSTS.multiplyAdd;
  return layers.length * COSTS.layer + Math.min(PROBE_SAMPLES, samples) * sample;
}
