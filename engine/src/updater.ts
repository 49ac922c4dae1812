import type { PhasePlan, Plan } from '#plan';
import type { Kernel, KernelInstance } from './kernels.ts';
import { createOptimizer, type Optimizer, type UpdateRange } from './optimizers.ts';

/** Added to the norm before it divides (PyTorch's clip_grad_norm_). */
const NORM_EPSILON = 1e-6;

/**
 * Clips and applies the gradients of one range of the weights. What an update told is left in
 * fields, so that it allocates nothing.
 */
export class Updater {
  readonly optimizer: Optimizer;
  /** Factor of the last update's gradients, clipping by norm included. */
  scale = 1;
  /** Σ g² of the last update's gradients as they came, and of what clipping by value left of them. */
  squares = 0;
  clippedSquares = 0;
  private readonly range: UpdateRange;
  private readonly clipNorm: number | null;
  private readonly clipValue: number | null;
  private readonly sumOfSquares: Kernel;
  private readonly sumOfClippedSquares: Kernel;

  constructor(plan: Plan, phase: PhasePlan, instance: KernelInstance, range: UpdateRange) {
    this.optimizer = createOptimizer(phase.optimizer, instance);
    this.range = range;
    this.clipNorm = plan.train.clipNorm;
    this.clipValue = plan.train.clipValue;
    this.sumOfSquares = instance.kernel('sumOfSquares');
    this.sumOfClippedSquares = instance.kernel('sumOfClippedSquares');
  }

  /** Σ g² of this range where clipping by norm asks for it, else 0. */
  sumForNorm(): number {
    const { gradients, count } = this.range;
    return this.clipNorm === null ? 0 : this.sumOfSquares(gradients, count);
  }

  /**
   * @param factor turns a collected sum into a mean
   * @param sumForNorm of all ranges together
   */
  apply(learningRate: number, factor: number, sumForNorm: number): void {
    const { clipNorm, clipValue, range } = this;
    const { gradients, count } = range;
    this.scale = factor;
    if (clipNorm !== null) {
      const norm = factor * Math.sqrt(sumForNorm);
      this.scale *= Math.min(1, clipNorm / (norm + NORM_EPSILON));
    }
    const bound = clipValue ?? Number.POSITIVE_INFINITY;
    this.squares = this.optimizer.update(range, learningRate, this.scale, bound);
    // The optimizers' float32 sums overflow sooner than the gradients themselves.
    if (!Number.isFinite(this.squares)) this.squares = this.sumOfSquares(gradients, count);
    if (clipValue !== null) {
      this.clippedSquares = this.sumOfClippedSquares(gradients, count, this.scale, clipValue);
    }
  }
}
