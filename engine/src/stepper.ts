import type { PhasePlan, Plan } from '#plan';
import type { KernelInstance } from './kernels.ts';
import type { Program } from './model.ts';
import type { Optimizer } from './optimizers.ts';
import type { ParameterStore } from './parameters.ts';
import { addressOf } from './program/program.ts';
import type { Session } from './session.ts';
import { Updater } from './updater.ts';

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
  /** Steps whose gradients wait for the update. */
  collectedSteps = 0;
  protected readonly plan: Plan;
  protected readonly session: Session;
  private readonly updater: Updater;
  private readonly penalties: readonly (() => number)[];
  private readonly constraints: readonly (() => number)[];

  constructor(plan: Plan, phase: PhasePlan, session: Session) {
    const { store, instance } = session.model;
    const { moments, accumulated } = session.buffers;
    this.plan = plan;
    this.session = session;
    const gradients = plan.train.accumulate > 1 ? accumulated : store.gradients;
    this.updater = new Updater(plan, phase, instance, {
      weights: store.weights.address,
      gradients: gradients.address,
      moments: [moments[0].address, moments[1].address],
      count: store.weights.floats,
    });
    const learned = store.all.filter(({ gradient }) => gradient !== null);
    this.penalties = learned
      .filter(({ l1, l2 }) => l1 !== 0 || l2 !== 0)
      .map(({ values, gradient, size, l1, l2 }) =>
        instance
          .kernel('penalize')
          .bind(undefined, addressOf(values), addressOf(gradient), size, l1, l2),
      );
    this.constraints = constraintsOf(store, instance);
  }

  get optimizer(): Optimizer {
    return this.updater.optimizer;
  }

  /** Whether `stepTogether` gains anything over `step`. */
  readonly takesTurns: boolean = false;

  /** Ends what others do for this one: threads wait for a command no longer. */
  close(): void {}

  /** Weights or running statistics were changed by somebody else than the steps. */
  weightsWerePut(): void {}

  /** Told before each step: the rate of the update after it, and whether the epoch ends with it. */
  announce(_learningRate: number, _last: boolean): void {}

  /**
   * Gradients of the epoch's batch of that index, whose outputs are kept for the epoch's metrics;
   * leaves `loss`. Returns the program for as many samples.
   */
  step(index: number, step: number): Program {
    const program = this.session.prepareBatch(index, step);
    this.differentiate(program);
    this.session.keepOutputs(index, program);
    return program;
  }

  /** The same step, its bits too, while other threads do their parts and are waited for. */
  stepTogether(index: number, step: number): Promise<Program> {
    return Promise.resolve(this.step(index, step));
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
    const { store, instance } = this.session.model;
    const { address, floats } = store.weights;
    return Number.isFinite(instance.kernel('sumOfSquares')(address, floats));
  }

  /** Updates the weights from the gradients; `last`: no step follows in this epoch. */
  update(learningRate: number, last: boolean): void {
    const { accumulate } = this.plan.train;
    if (accumulate > 1) this.collect(this.collectedSteps > 0);
    this.collectedSteps += 1;
    this.updated = this.collectedSteps >= accumulate || last;
    if (!this.updated) return;
    this.apply(learningRate, 1 / this.collectedSteps);
    this.collectedSteps = 0;
  }

  /** Adds the gradients to those that wait for an update. */
  protected collect(keeps: boolean): void {
    const { store, instance } = this.session.model;
    const { address, floats } = this.session.buffers.accumulated;
    instance.kernel('accumulate')(store.gradients.address, address, Number(keeps), 1, floats);
  }

  /** `factor` turns the collected sum into a mean. */
  protected apply(learningRate: number, factor: number): void {
    const { updater } = this;
    updater.apply(learningRate, factor, updater.sumForNorm());
    for (const constrain of this.constraints) constrain();
    this.noteNorms(factor, updater.scale, updater.squares, updater.clippedSquares);
  }

  /** From Σ g² of the collected gradients, and of what clipping by value left of them. */
  protected noteNorms(factor: number, scale: number, squares: number, clipped: number): void {
    const norm = Math.sqrt(squares);
    this.gradientNorm = factor * norm;
    this.clippedNorm = this.plan.train.clipValue === null ? scale * norm : Math.sqrt(clipped);
  }
}

/** A call for each array whose columns have a largest norm. */
export function constraintsOf(
  { all }: ParameterStore,
  instance: KernelInstance,
): readonly (() => number)[] {
  const limit = instance.kernel('limitColumnNorms');
  return all.flatMap(({ values, gradient, size, shape, maxNorm }) => {
    if (gradient === null || maxNorm === null) return [];
    const columns = shape.at(-1) ?? 1;
    return [limit.bind(undefined, addressOf(values), size / columns, columns, maxNorm)];
  });
}
