import type { PhasePlan, Plan } from '#plan';
import type { DataSet } from './data/dataset.ts';
import { findDivergence } from './divergence.ts';
import { evaluate, evaluatePart } from './evaluation.ts';
import type { EngineEvent, EpochRecord, Metrics } from './events.ts';
import { expectedLossOf } from './expected-loss.ts';
import type { Kernels } from './kernels.ts';
import { inputProbeOf } from './input-probe.ts';
import { measure } from './metrics.ts';
import type { Program } from './model.ts';
import { createPatience, monitored, type Patience, stoppingPatience } from './monitor.ts';
import { PlanError } from './plan-error.ts';
import { Probes } from './probes.ts';
import { sizeOf } from './program/build.ts';
import { scheduleFactor } from './schedules.ts';
import { Session } from './session.ts';
import { StepPoints } from './step-points.ts';
import { Stepper } from './stepper.ts';
import { type Task, taskOf } from './task.ts';

export interface TrainerOptions {
  readonly plan: Plan;
  readonly data: DataSet;
  readonly kernels: Kernels;
  /** Measure layers and activations each epoch; on unless said otherwise. Never changes a weight. */
  readonly probes?: boolean;
  /** Draw a new order of the samples each epoch; on unless said otherwise. */
  readonly shuffle?: boolean;
  /** A plan that needs more is refused with a `PlanError`; 2 GiB unless said otherwise. */
  readonly memoryLimitBytes?: number;
}

/** One named array of a model: `dense_1.weight` of shape [inputs, units], `batch_norm_1.mean` … */
export interface WeightArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  /** False for running statistics, which training keeps but the optimizer never touches. */
  readonly learned: boolean;
}

/** All that is needed to continue a training bit for bit: plain data, so that it can be stored. */
export interface Checkpoint {
  readonly weights: readonly WeightArray[];
  /** The optimizer's moments, as they lie in memory. */
  readonly moments: readonly Float32Array[];
  /** Gradients collected over steps, and the outputs of the epoch so far. */
  readonly collected: Float32Array;
  readonly outputs: Float32Array;
  readonly best: Float32Array | null;
  readonly bestFixed: Float32Array | null;
  readonly progress: Readonly<Record<string, readonly number[]>>;
  readonly lastTrain: Metrics | null;
  readonly lastValidation: Metrics | null;
}

export interface Trainer {
  /** True once a `finished` or `diverged` event was returned. */
  readonly done: boolean;
  /** Learned numbers. */
  readonly parameters: number;
  readonly memoryBytes: number;
  /**
   * Trains for about that many milliseconds (at least one step, at most `maxSteps`) and returns the events of
   * that time; the first call's first event is `started`. Returns nothing once `done`.
   */
  advance(milliseconds: number, maxSteps?: number): EngineEvent[];
  /** The next `advance` ends the training with `finished`, reason `stopped`. */
  stop(): void;
  weights(): WeightArray[];
  /** Replaces the weights of these names; throws a `PlanError` for an unknown name or another length. */
  setWeights(weights: readonly Pick<WeightArray, 'name' | 'values'>[]): void;
  /**
   * The model's outputs for inputs that are already scaled: as many samples as the array holds,
   * `product(outputShape)` numbers each.
   */
  predict(inputs: Float32Array): Float32Array;
  /** Loss (penalties included) and gradients of one batch with the present weights, which stay as they are. */
  gradients(
    inputs: Float32Array,
    targets: Float32Array,
  ): { readonly loss: number; readonly gradients: readonly WeightArray[] };
  checkpoint(): Checkpoint;
  restore(checkpoint: Checkpoint): void;
}

const DEFAULT_MEMORY_LIMIT_BYTES = 2 ** 31;

/** A trainer at step 0; throws a `PlanError` where plan and data do not fit or memory would not suffice. */
export function createTrainer(options: TrainerOptions): Trainer {
  return new Training(options);
}

/** Sums over the steps of the running epoch. */
interface EpochSums {
  loss: number;
  rows: number;
  norm: number;
  clippedNorm: number;
  updates: number;
  clipped: number;
}

const NO_SUMS: EpochSums = { loss: 0, rows: 0, norm: 0, clippedNorm: 0, updates: 0, clipped: 0 };

class Training implements Trainer {
  done = false;
  private readonly plan: Plan;
  private readonly data: DataSet;
  private readonly task: Task;
  private readonly options: TrainerOptions;
  private session: Session;
  private stepper: Stepper;
  private probes: Probes | null;
  private readonly points = new StepPoints();
  private readonly stopping: Patience;
  private plateau: Patience | null;
  private started = false;
  private stopRequested = false;
  private phase = 0;
  /** Epochs done in all, and in this phase. */
  private epoch = 0;
  private phaseEpoch = 0;
  private step = 0;
  private batch = 0;
  /** Time of all finished calls of `advance`, and when the running one began. */
  private pastSeconds = 0;
  private callBegin = 0;
  private probeSeconds = 0;
  private plateauFactor = 1;
  private learningRate = 0;
  private bestEpoch = 0;
  private best: { readonly weights: Float32Array; readonly fixed: Float32Array } | null = null;
  private lastGood: { readonly weights: Float32Array; readonly fixed: Float32Array };
  private sums: EpochSums = { ...NO_SUMS };
  private lastTrain: Metrics | null = null;
  private lastValidation: Metrics | null = null;

  constructor(options: TrainerOptions) {
    this.options = options;
    this.plan = options.plan;
    this.data = options.data;
    if (this.data.train.count === 0) {
      throw new PlanError(`The data set '${this.data.name}' has no training samples.`);
    }
    this.task = taskOf(this.plan, this.data);
    this.stopping = stoppingPatience(this.plan.train.earlyStopping);
    [this.session, this.stepper, this.probes, this.plateau] = this.openPhase();
    this.lastGood = this.snapshot();
  }

  private get phasePlan(): PhasePlan {
    return this.plan.train.phases[this.phase] as PhasePlan;
  }

  private openPhase(): [Session, Stepper, Probes | null, Patience | null] {
    const { plan, data, task, options, phasePlan: phase } = this;
    const session = new Session({
      plan,
      phase,
      data,
      task,
      kernels: options.kernels,
      shuffle: options.shuffle ?? true,
      memoryLimitBytes: options.memoryLimitBytes ?? DEFAULT_MEMORY_LIMIT_BYTES,
    });
    const { schedule } = phase;
    const plateau =
      schedule.name === 'reduce_on_plateau' ? createPatience(schedule.monitor, 0) : null;
    const probes = (options.probes ?? true) ? new Probes(plan, data, session) : null;
    return [session, new Stepper(plan, phase, session), probes, plateau];
  }

  get parameters(): number {
    return this.session.model.store.all.reduce(
      (sum, { size, learned }) => sum + (learned ? size : 0),
      0,
    );
  }

  get memoryBytes(): number {
    return this.session.model.memoryBytes;
  }

  private get seconds(): number {
    return this.pastSeconds + (performance.now() - this.callBegin) / 1000;
  }

  private get epochs(): number {
    return this.plan.train.phases.reduce((sum, { epochs }) => sum + epochs, 0);
  }

  advance(milliseconds: number, maxSteps = Number.POSITIVE_INFINITY): EngineEvent[] {
    if (this.done) return [];
    const events: EngineEvent[] = [];
    this.callBegin = performance.now();
    if (!this.started) events.push(this.start());
    if (this.epochs === 0) this.stopRequested = true;
    let steps = 0;
    while (!this.done && !this.stopRequested) {
      this.runStep(events);
      steps += 1;
      if (steps >= maxSteps || performance.now() - this.callBegin >= milliseconds) break;
    }
    if (this.stopRequested && !this.done) this.finish('stopped', events);
    this.flushPoints(events);
    this.pastSeconds = this.seconds;
    this.callBegin = performance.now();
    return events;
  }

  private flushPoints(events: EngineEvent[]): void {
    const points = this.points.take();
    if (points.length === 0) return;
    // Before the event that ended the training, so that a reader sees the steps that led to it.
    const last = events.at(-1);
    const at = last?.type === 'finished' || last?.type === 'diverged' ? -1 : events.length;
    events.splice(at, 0, { type: 'steps', points });
  }

  private start(): EngineEvent {
    this.started = true;
    const { train, validation, test } = this.data;
    const head = {
      ...train,
      count: Math.min(train.count, 1024),
    };
    const { inputShape } = this.plan.model;
    const { loss } = evaluate(this.session.model, this.task, inputShape, head);
    if (this.probes) this.measureFirstGradients();
    return {
      type: 'started',
      parameters: this.parameters,
      memoryBytes: this.memoryBytes,
      samples: { train: train.count, validation: validation.count, test: test.count },
      classes: this.data.classes,
      stepsPerEpoch: this.session.stepsPerEpoch,
      epochs: this.epochs,
      initial: {
        loss: loss + this.stepper.penalty(),
        expectedLoss: expectedLossOf(this.plan, this.data),
        inputs: inputProbeOf(this.data),
        layers: this.probes?.measure() ?? [],
      },
    };
  }

  /** Gradients of the first batch, for the initial probe; leaves everything as it was. */
  private measureFirstGradients(): void {
    const { session } = this;
    const fixed = session.rangeOf(session.model.store.fixed).slice();
    session.beginEpoch(0);
    this.stepper.differentiate(session.prepareBatch(0, 0));
    session.rangeOf(session.model.store.fixed).set(fixed);
  }

  private runStep(events: EngineEvent[]): void {
    const { session, stepper } = this;
    if (this.batch === 0) {
      session.beginEpoch(this.epoch);
      this.sums = { ...NO_SUMS };
    }
    const last = this.batch === session.stepsPerEpoch - 1;
    const program = session.prepareBatch(this.batch, this.step);
    stepper.differentiate(program);
    if (!Number.isFinite(stepper.loss)) {
      this.diverge(events, program, 'forward');
      return;
    }
    session.keepOutputs(this.batch, program);
    if (last) this.probes?.beforeUpdate();
    this.learningRate = this.rate();
    stepper.update(this.learningRate, last);
    this.record(program.rows);
    this.step += 1;
    this.batch += 1;
    if (!Number.isFinite(stepper.gradientNorm)) {
      this.diverge(events, program, 'backward');
      return;
    }
    if (last) this.endEpoch(events);
  }

  private rate(): number {
    const { optimizer, schedule, epochs } = this.phasePlan;
    const { stepsPerEpoch } = this.session;
    const factor = scheduleFactor(schedule, {
      step: this.phaseEpoch * stepsPerEpoch + this.batch,
      steps: epochs * stepsPerEpoch,
      stepsPerEpoch,
      plateauFactor: this.plateauFactor,
    });
    return optimizer.learningRate * factor;
  }

  private record(rows: number): void {
    const { stepper, sums, points } = this;
    sums.loss += stepper.loss * rows;
    sums.rows += rows;
    if (stepper.updated) {
      sums.norm += stepper.gradientNorm;
      sums.clippedNorm += stepper.clippedNorm;
      sums.updates += 1;
      if (stepper.clippedNorm < stepper.gradientNorm * (1 - 1e-6)) sums.clipped += 1;
    }
    if (!points.wantsNext()) {
      points.add(null);
      return;
    }
    points.add({
      step: this.step,
      loss: stepper.loss,
      learningRate: this.learningRate,
      gradientNorm: stepper.gradientNorm,
      clippedNorm: stepper.clippedNorm,
    });
  }

  private endEpoch(events: EngineEvent[]): void {
    const { session, task, plan, sums, data } = this;
    this.batch = 0;
    this.epoch += 1;
    this.phaseEpoch += 1;
    const { outputs, targets } = session.epochPredictions();
    const { metrics } = plan.train;
    this.lastTrain = {
      loss: sums.loss / sums.rows,
      ...measure(metrics, task.predictions(outputs, targets)),
    };
    this.lastValidation = evaluatePart(
      session.model,
      task,
      plan.model.inputShape,
      data.validation,
      metrics,
      this.stepper.penalty(),
    );
    this.flushPoints(events);
    events.push({ type: 'epoch', record: this.epochRecord() });
    this.lastGood = this.snapshot();
    this.judgeEpoch(events);
  }

  private epochRecord(): EpochRecord {
    const { sums } = this;
    const begin = performance.now();
    const layers = this.probes?.measure() ?? [];
    this.probeSeconds += (performance.now() - begin) / 1000;
    return {
      epoch: this.epoch,
      step: this.step,
      phase: this.phasePlan.name,
      seconds: this.seconds,
      probeSeconds: this.probeSeconds,
      learningRate: this.learningRate,
      train: this.lastTrain as Metrics,
      validation: this.lastValidation,
      gradientNorm: sums.norm / sums.updates,
      clippedNorm: sums.clippedNorm / sums.updates,
      clippedShare: sums.clipped / sums.updates,
      layers,
    };
  }

  /** Best weights, early stopping, plateau, end of the phase or of the training. */
  private judgeEpoch(events: EngineEvent[]): void {
    const { earlyStopping } = this.plan.train;
    const { schedule, epochs } = this.phasePlan;
    const train = this.lastTrain as Metrics;
    const readingOf = (monitor: string) => monitored(monitor, train, this.lastValidation);
    if (this.stopping.improves(readingOf(earlyStopping?.monitor ?? 'val_loss'))) {
      this.bestEpoch = this.epoch;
      if (earlyStopping?.restoreBest) this.best = this.lastGood;
    }
    if (schedule.name === 'reduce_on_plateau' && this.plateau) {
      this.plateau.improves(readingOf(schedule.monitor));
      if (this.plateau.waited >= schedule.patience) {
        this.plateauFactor *= schedule.factor;
        this.plateau.reset();
      }
    }
    if (earlyStopping && this.stopping.waited >= earlyStopping.patience) {
      this.finish('early_stopping', events);
    } else if (this.phaseEpoch >= epochs) this.nextPhase(events);
  }

  private nextPhase(events: EngineEvent[]): void {
    if (this.phase + 1 >= this.plan.train.phases.length) {
      this.finish('completed', events);
      return;
    }
    const weights = this.weights();
    this.phase += 1;
    this.phaseEpoch = 0;
    this.plateauFactor = 1;
    [this.session, this.stepper, this.probes, this.plateau] = this.openPhase();
    this.setWeights(weights);
    this.best = null;
    this.lastGood = this.snapshot();
  }

  private finish(reason: 'completed' | 'early_stopping' | 'stopped', events: EngineEvent[]): void {
    this.done = true;
    const { best, session, task, plan, data } = this;
    const restored = best !== null && this.bestEpoch !== this.epoch;
    if (restored) this.put(best);
    const part = (samples: DataSet['train']) =>
      evaluatePart(
        session.model,
        task,
        plan.model.inputShape,
        samples,
        plan.train.metrics,
        this.stepper.penalty(),
      );
    events.push({
      type: 'finished',
      reason,
      epoch: this.epoch,
      bestEpoch: best === null ? this.epoch : this.bestEpoch,
      train: part(data.train) as Metrics,
      validation: part(data.validation),
      test: part(data.test),
      seconds: this.seconds,
    });
  }

  /** Names the first bad layer, then puts the weights of the last good epoch back. */
  private diverge(events: EngineEvent[], program: Program, pass: 'forward' | 'backward'): void {
    this.done = true;
    const { layer, where } = findDivergence(this.session.model, program, pass);
    this.put(this.lastGood);
    events.push({ type: 'diverged', epoch: this.epoch + 1, step: this.step, layer, where });
  }

  private snapshot() {
    const { store } = this.session.model;
    return {
      weights: this.session.rangeOf(store.weights).slice(),
      fixed: this.session.rangeOf(store.fixed).slice(),
    };
  }

  private put(snapshot: { readonly weights: Float32Array; readonly fixed: Float32Array }): void {
    const { store } = this.session.model;
    this.session.rangeOf(store.weights).set(snapshot.weights);
    this.session.rangeOf(store.fixed).set(snapshot.fixed);
  }

  stop(): void {
    this.stopRequested = true;
  }

  weights(): WeightArray[] {
    return this.session.model.store.all.map((parameter) => ({
      name: parameter.fullName,
      shape: parameter.shape,
      values: this.session.valuesOf(parameter).slice(),
      learned: parameter.learned,
    }));
  }

  setWeights(weights: readonly Pick<WeightArray, 'name' | 'values'>[]): void {
    const byName = new Map(this.session.model.store.all.map((p) => [p.fullName, p]));
    for (const { name, values } of weights) {
      const parameter = byName.get(name);
      if (!parameter) throw new PlanError(`The model '${this.plan.model.name}' has no '${name}'.`);
      if (parameter.size !== values.length) {
        const shape = parameter.shape.join(' × ');
        throw new PlanError(`'${name}' has ${shape} numbers, not ${values.length}.`);
      }
      this.session.valuesOf(parameter).set(values);
    }
  }

  predict(inputs: Float32Array): Float32Array {
    const { inputShape } = this.plan.model;
    const count = inputs.length / sizeOf(inputShape);
    const targets = new Float32Array(count * sizeOf(this.data.targetShape));
    const part = { count, inputs, targets };
    return evaluate(this.session.model, this.task, inputShape, part).outputs;
  }

  gradients(inputs: Float32Array, targets: Float32Array) {
    const { session, stepper, task } = this;
    const { model } = session;
    const rows = inputs.length / sizeOf(this.plan.model.inputShape);
    const fixed = session.rangeOf(model.store.fixed).slice();
    const program = model.program(rows, 'training');
    model.memory.floats.set(inputs, model.inputs / 4);
    model.memory.floats.set(task.prepare(targets), model.targets / 4);
    session.seedMasks(this.step);
    stepper.differentiate(program);
    session.rangeOf(model.store.fixed).set(fixed);
    const gradients = model.store.all
      .filter(({ gradient }) => gradient !== null)
      .map((parameter) => ({
        name: parameter.fullName,
        shape: parameter.shape,
        values: session.gradientOf(parameter).slice(),
        learned: true,
      }));
    return { loss: stepper.loss, gradients };
  }

  checkpoint(): Checkpoint {
    const { session } = this;
    const { moments, accumulated, outputs } = session.buffers;
    const { sums } = this;
    return {
      weights: this.weights(),
      moments: moments.map((buffer) => session.rangeOf(buffer).slice()),
      collected: session.rangeOf(accumulated).slice(),
      outputs: session.rangeOf(outputs).slice(),
      best: this.best?.weights ?? null,
      bestFixed: this.best?.fixed ?? null,
      lastTrain: this.lastTrain,
      lastValidation: this.lastValidation,
      progress: {
        counters: [this.phase, this.epoch, this.phaseEpoch, this.step, this.batch, this.bestEpoch],
        times: [this.pastSeconds, this.probeSeconds],
        rates: [this.plateauFactor, this.learningRate],
        sums: [sums.loss, sums.rows, sums.norm, sums.clippedNorm, sums.updates, sums.clipped],
        flags: [Number(this.started), Number(this.done), this.stepper.collectedSteps],
        optimizer: this.stepper.optimizer.state(),
        stopping: this.stopping.state(),
        plateau: this.plateau?.state() ?? [],
      },
    };
  }

  restore(checkpoint: Checkpoint): void {
    const { progress } = checkpoint;
    const [phase = 0, epoch = 0, phaseEpoch = 0, step = 0, batch = 0, bestEpoch = 0] =
      progress.counters ?? [];
    if (phase !== this.phase) {
      this.phase = phase;
      [this.session, this.stepper, this.probes, this.plateau] = this.openPhase();
    }
    this.setWeights(checkpoint.weights);
    const { moments, accumulated, outputs } = this.session.buffers;
    for (const [index, values] of checkpoint.moments.entries()) {
      const buffer = moments[index];
      if (buffer) this.session.rangeOf(buffer).set(values);
    }
    this.session.rangeOf(accumulated).set(checkpoint.collected);
    this.session.rangeOf(outputs).set(checkpoint.outputs);
    Object.assign(this, { epoch, phaseEpoch, step, batch, bestEpoch });
    [this.pastSeconds = 0, this.probeSeconds = 0] = progress.times ?? [];
    [this.plateauFactor = 1, this.learningRate = 0] = progress.rates ?? [];
    const [loss = 0, rows = 0, norm = 0, clippedNorm = 0, updates = 0, clipped = 0] =
      progress.sums ?? [];
    this.sums = { loss, rows, norm, clippedNorm, updates, clipped };
    const [started = 0, done = 0, collected = 0] = progress.flags ?? [];
    this.started = started === 1;
    this.done = done === 1;
    this.stepper.collectedSteps = collected;
    this.stepper.optimizer.restore(progress.optimizer ?? []);
    this.stopping.restore(progress.stopping ?? []);
    this.plateau?.restore(progress.plateau ?? []);
    const { best, bestFixed } = checkpoint;
    this.best = best && bestFixed ? { weights: best, fixed: bestFixed } : null;
    this.lastTrain = checkpoint.lastTrain;
    this.lastValidation = checkpoint.lastValidation;
    if (batch > 0) this.session.beginEpoch(epoch);
    this.lastGood = this.snapshot();
  }
}
