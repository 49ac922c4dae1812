import type { PhasePlan, Plan } from '#plan';
import type { Program } from './model.ts';
import { createOptimizer, type Optimizer, type UpdateRange } from './optimizers.ts';
import { addressOf } from './program/program.ts';
import type { Session } from './session.ts';

/** Added to the norm before it divides (PyTorch's clip_grad_norm_). */
const NORM_EPSILON = 1e-6;

/**
 * One training step after the other: forward and backward pass, penalties, clipping, update,
 * constraints. What a step told is left in fields instead of an object, so that a step allocates
 * nothing.
 */
export class Stepper {
  /** Loss of the last batch, penalties included. */
  loss = 0;
  gradientNorm = 0;
  clippedNorm = 0;
  /** Whether the last step ended with an update (not when gradients are still being collected). */
  updated = false;
  readonly optimizer: Optimizer;
  private readonly plan: Plan;
  private readonly session: Session;
  private readonly range: UpdateRange;
  private readonly penalties: readonly (() => number)[];
  private readonly constraints: readonly (() => number)[];
  /** Steps whose gradients wait for the update. */
  collectedSteps = 0;

  constructor(plan: Plan, phase: PhasePlan, session: Session) {
    const { store, instance } = session.model;
    const { moments, accumulated } = session.buffers;
    this.plan = plan;
    this.session = session;
    this.optimizer = createOptimizer(phase.optimizer, instance);
    const gradients = plan.train.accumulate > 1 ? accumulated : store.gradients;
    this.range = {
      weights: store.weights.address,
      gradients: gradients.address,
      moments: [moments[0].address, moments[1].address],
      count: store.weights.floats,
    };
    const learned = store.all.filter(({ gradient }) => gradient !== null);
    this.penalties = learned
      .filter(({ l1, l2 }) => l1 !== 0 || l2 !== 0)
      .map(({ values, gradient, size, l1, l2 }) =>
        instance
          .kernel('penalize')
          .bind(undefined, addressOf(values), addressOf(gradient), size, l1, l2),
      );
    this.constraints = learned.flatMap(({ values, size, shape, maxNorm }) => {
      if (maxNorm === null) return [];
      const columns = shape.at(-1) ?? 1;
      const limit = instance.kernel('limitColumnNorms');
      return [limit.bind(undefined, addressOf(values), size / columns, columns, maxNorm)];
    });
  }

  /** Gradients of the batch that is in place; leaves `loss`. */
  differentiate(program: Program): void {
    const { calls } = program;
    for (let i = 0; i < calls.length; i++) (calls[i] as () => number)();
    const { memory, shared } = this.session.model;
    let loss = memory.doubles[shared.loss.address / 8] as number;
    for (const penalty of this.penalties) loss += penalty();
    this.loss = loss;
  }

  /** Adds the penalties' value without touching a gradient: for evaluation. */
  penalty(): number {
    const { store, instance } = this.session.model;
    const penalize = instance.kernel('penalize');
    return store.all.reduce(
      (sum, { values, gradient, size, l1, l2 }) =>
        gradient === null || (l1 === 0 && l2 === 0)
          ? sum
          : sum + penalize(addressOf(values), 0, size, l1, l2),
      0,
    );
  }

  /** Finite gradients can still lead to weights that are not: with a learning rate of 1e30. */
  weightsAreFinite(): boolean {
    const { weights, count } = this.range;
    return Number.isFinite(this.session.model.instance.kernel('sumOfSquares')(weights, count));
  }

  /** Updates the weights from the gradients; `last`: no step follows in this epoch. */
  update(learningRate: number, last: boolean): void {
    const { accumulate } = this.plan.train;
    if (accumulate === 1) {
      this.apply(learningRate, 1);
      return;
    }
    const { store, instance } = this.session.model;
    const { accumulated } = this.session.buffers;
    const keep = this.collectedSteps === 0 ? 0 : 1;
    const { floats } = accumulated;
    instance.kernel('accumulate')(store.gradients.address, accumulated.address, keep, 1, floats);
    this.collectedSteps += 1;
    this.updated = false;
    if (this.collectedSteps < accumulate && !last) return;
    this.apply(learningRate, 1 / this.collectedSteps);
    this.collectedSteps = 0;
  }

  /** `factor` turns the collected sum into a mean. */
  private apply(learningRate: number, factor: number): void {
    const { clipNorm, clipValue } = this.plan.train;
    const { range } = this;
    const { instance } = this.session.model;
    let scale = factor;
    if (clipNorm !== null) {
      const norm =
        factor * Math.sqrt(instance.kernel('sumOfSquares')(range.gradients, range.count));
      scale *= Math.min(1, clipNorm / (norm + NORM_EPSILON));
    }
    const bound = clipValue ?? Number.POSITIVE_INFINITY;
    let squares = this.optimizer.update(range, learningRate, scale, bound);
    // The optimizers' float32 sums overflow sooner than the gradients themselves.
    if (!Number.isFinite(squares)) {
      squares = instance.kernel('sumOfSquares')(range.gradients, range.count);
    }
    const raw = Math.sqrt(squares);
    this.gradientNorm = factor * raw;
    this.clippedNorm = scale * raw;
    if (clipValue !== null) {
      const clippedSquares = instance.kernel('sumOfClippedSquares');
      this.clippedNorm = Math.sqrt(clippedSquares(range.gradients, range.count, scale, clipValue));
    }
    for (const constrain of this.constraints) constrain();
    this.updated = true;
  }
}
