import type { PhasePlan, Plan } from '#plan';
import type { Kernel } from '../kernels.ts';
import type { Model } from '../model.ts';
import { sizeOf } from '../program/build.ts';
import { seedMasks } from '../session.ts';
import { constraintsOf } from '../stepper.ts';
import type { Task } from '../task.ts';
import { Updater } from '../updater.ts';
import type { Control } from './control.ts';
import { type Batches, batchShards, programRows } from './layout.ts';
import { type Call, penaltiesOf, runAll, runRange, sumsOf } from './pieces.ts';
import { type Shard, sliceOf } from './shards.ts';

/** Addresses of what all threads read and write. */
export interface SharedPlaces {
  readonly inputs: number;
  readonly targets: number;
  readonly order: number;
  /** Outputs of the epoch's steps in their order. */
  readonly outputs: number;
  readonly weights: number;
  readonly fixed: number;
  /** What the threads tell each other within a step. */
  readonly exchange: number;
  /** Each thread's gradients; the first's become those of the whole batch. */
  readonly gradients: readonly number[];
  /** Gradients that wait for an update. */
  readonly accumulated: number;
  readonly moments: readonly [number, number];
}

export interface MemberOptions {
  readonly plan: Plan;
  readonly phase: PhasePlan;
  readonly task: Pick<Task, 'targetSize' | 'outputSize'>;
  readonly batches: Batches;
  readonly places: SharedPlaces;
  readonly model: Model;
  readonly control: Control;
  readonly thread: number;
}

/** What a thread reports, by its place in its line of the control block. */
export const REPORTED = { loss: 0, penalty: 1, norm: 2, squares: 3, clippedSquares: 4 } as const;

/**
 * What follows a step's gradients, by its place among the control block's values: whether they are
 * added to those that wait, whether any do, whether an update comes; its rate, the factor that makes
 * the sum a mean, and the optimizer's state before it.
 */
export const UPDATE = { collects: 0, keeps: 1, applies: 2, rate: 3, factor: 4, state: 5 } as const;

/** Numbers that an optimizer may keep beside its moments. */
const STATE_LENGTH = 4;

/** One batch's part of one thread, linked. */
interface Part {
  readonly shard: Shard;
  readonly calls: readonly Call[];
  /** Before which calls all threads meet. */
  readonly meetings: readonly number[];
  readonly outputs: number;
  /** Adds its part of the penalties' gradients, returns their value times 1/share. */
  readonly penalties: readonly Call[];
  /** The batch's gradient on this thread's slice, as one call for each other thread. */
  readonly sums: readonly Call[];
}

/**
 * One thread's part in the steps that all make together: its samples of each batch go through its
 * own model; then each thread adds up a slice of all gradients and updates that slice's weights.
 * The same sums in the same order, whichever thread comes first.
 */
export class Member {
  private readonly options: MemberOptions;
  private readonly inputSize: number;
  private readonly whole: Part;
  private readonly tail: Part | null;
  private readonly updater: Updater;
  private readonly collecting: Kernel;
  private readonly slice: { readonly from: number; readonly count: number };
  private readonly constraints: readonly Call[];
  private readonly constrained: boolean;
  private readonly gather: Kernel;
  private readonly copy: Kernel;
  private readonly state: number[] = new Array<number>(STATE_LENGTH).fill(1);
  /** Of the present step: its batch's part, the place of its first sample in the epoch, its number. */
  private part: Part;
  private first = 0;
  private stepNumber = 0;

  constructor(options: MemberOptions) {
    const { plan, phase, batches, model, places, thread } = options;
    const { instance, store } = model;
    const { threads } = batches;
    this.options = options;
    this.inputSize = sizeOf(plan.model.inputShape);
    this.gather = instance.kernel('gatherRows');
    this.copy = instance.kernel('copy');
    this.collecting = instance.kernel('accumulate');
    this.slice = sliceOf(store.weights.floats, thread, threads);
    const { whole, tail } = batchShards(batches);
    this.whole = this.partOf(whole);
    this.part = this.whole;
    this.tail = tail.length > 0 ? this.partOf(tail) : null;
    const bytes = 4 * this.slice.from;
    const [gradients = 0] = places.gradients;
    this.updater = new Updater(plan, phase, instance, {
      weights: places.weights + bytes,
      gradients: (plan.train.accumulate > 1 ? places.accumulated : gradients) + bytes,
      moments: [places.moments[0] + bytes, places.moments[1] + bytes],
      count: this.slice.count,
    });
    const all = constraintsOf(store, instance);
    this.constrained = all.length > 0;
    this.constraints = all.filter((_, index) => index % threads === thread);
  }

  /**
   * Every thread's part of the epoch's batch of that index: its samples' gradients, then its slice of
   * their sum, then that slice's update.
   */
  step(index: number, step: number): void {
    const { control } = this.options;
    const stages = this.begin(index, step);
    for (let stage = 0; stage < stages; stage++) {
      this.run(stage);
      control.meet();
    }
  }

  /**
   * Begins such a step; returns how many stages it has. Each of them needs what all threads did in
   * those before.
   */
  begin(index: number, step: number): number {
    const { batches, control, thread, plan } = this.options;
    const first = index * batches.batchSize;
    const part = first + batches.batchSize <= batches.samples ? this.whole : this.tail;
    if (!part) throw new Error(`There is no batch ${index}.`);
    this.part = part;
    this.first = first + part.shard.first;
    this.stepNumber = step;
    const report = control.reports[thread] as Float64Array;
    report[REPORTED.loss] = 0;
    report[REPORTED.penalty] = 0;
    const gradientStages = part.meetings.length + 1;
    if (!control.values[UPDATE.applies]) return gradientStages + 1;
    return gradientStages + 1 + Number(plan.train.clipNorm !== null) + Number(this.constrained);
  }

  /** Does this thread's part of a stage. A loss that is not finite leaves nothing to do after it. */
  run(stage: number): void {
    const { part } = this;
    const after = stage - part.meetings.length - 1;
    if (after < 0) {
      if (part.shard.rows > 0) this.differentiate(stage);
      return;
    }
    const { control, plan } = this.options;
    if (!Number.isFinite(control.sum(REPORTED.loss) + control.sum(REPORTED.penalty))) return;
    const { values } = control;
    if (after === 0) {
      runAll(part.sums);
      if (values[UPDATE.collects]) this.collect(values[UPDATE.keeps] as number);
    }
    if (!values[UPDATE.applies]) return;
    const clips = plan.train.clipNorm !== null;
    if (clips && after === 0) this.reportNorm();
    else if (after === Number(clips)) this.update();
    else runAll(this.constraints);
  }

  /** The calls of the part's program up to its next meeting, and what comes before and after them. */
  private differentiate(stage: number): void {
    const { plan, places, model, task, control, thread } = this.options;
    const { shard, calls, meetings, outputs, penalties } = this.part;
    if (stage === 0) {
      const at = places.order + 4 * this.first;
      this.gather(places.inputs, at, model.inputs, shard.rows, this.inputSize);
      this.gather(places.targets, at, model.targets, shard.rows, task.targetSize);
      seedMasks(model, plan.train.seed, this.stepNumber);
    }
    runRange(calls, meetings[stage - 1] ?? 0, meetings[stage] ?? calls.length);
    if (stage < meetings.length) return;
    const kept = places.outputs + 4 * this.first * task.outputSize;
    this.copy(outputs, kept, shard.rows * task.outputSize);
    const report = control.reports[thread] as Float64Array;
    const loss = model.memory.doubles[model.shared.loss.address / 8] as number;
    report[REPORTED.loss] = loss * shard.share;
    report[REPORTED.penalty] = runAll(penalties) * shard.share;
  }

  /** Adds the batch's gradient to those that wait for an update. */
  private collect(keeps: number): void {
    const { places } = this.options;
    const bytes = 4 * this.slice.from;
    const [gradients = 0] = places.gradients;
    const { accumulated } = places;
    this.collecting(gradients + bytes, accumulated + bytes, keeps, 1, this.slice.count);
  }

  private reportNorm(): void {
    const { control, thread } = this.options;
    const report = control.reports[thread] as Float64Array;
    report[REPORTED.norm] = this.updater.sumForNorm();
  }

  private update(): void {
    const { control, thread, plan } = this.options;
    const { values } = control;
    for (let i = 0; i < STATE_LENGTH; i++) this.state[i] = values[UPDATE.state + i] as number;
    this.updater.optimizer.restore(this.state);
    const report = control.reports[thread] as Float64Array;
    const sum = plan.train.clipNorm === null ? 0 : control.sum(REPORTED.norm);
    this.updater.apply(values[UPDATE.rate] as number, values[UPDATE.factor] as number, sum);
    report[REPORTED.squares] = this.updater.squares;
    report[REPORTED.clippedSquares] = this.updater.clippedSquares;
  }

  /** Factor of the last update's gradients, and the state that it left the optimizer in. */
  get scale(): number {
    return this.updater.scale;
  }

  get optimizerState(): readonly number[] {
    return this.updater.optimizer.state();
  }

  private partOf(shards: readonly Shard[]): Part {
    const { model, places, thread } = this.options;
    const shard = shards[thread] as Shard;
    const own = places.gradients[thread] as number;
    const program = model.program(programRows(shard), 'training', shard);
    return {
      shard,
      calls: program.calls,
      meetings: program.meetings,
      outputs: program.outputs,
      penalties: penaltiesOf(model.store, model.instance, own, shards, thread),
      sums: sumsOf(model.instance, places.gradients, shards, this.slice),
    };
  }
}
