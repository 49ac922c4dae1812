import { t } from '#l10n';
import type { Plan } from '#plan';
import { gradientsOf } from './batch-gradients.ts';
import { capture, reinstate, snapshotOf } from './checkpoint/capture.ts';
import type { Checkpoint } from './checkpoint/checkpoint.ts';
import { countSamples } from './data/check-shapes.ts';
import type { DataSet } from './data/dataset.ts';
import { findDivergence } from './divergence.ts';
import { epochRecord } from './epoch-record.ts';
import { evaluate, evaluatePart } from './evaluation.ts';
import type { EngineEvent, FinishedEvent, Metrics, StartedEvent } from './events.ts';
import { checkFinished } from './final-checks.ts';
import { measure } from './metrics.ts';
import type { Program } from './model.ts';
import { monitored, type Patience, stoppingPatience } from './monitor.ts';
import { arraysOf } from './named-arrays.ts';
import { Phase } from './phase.ts';
import { PlanError } from './plan-error.ts';
import { sizeOf } from './program/build.ts';
import { noSums, type Progress, startOfTraining } from './progress.ts';
import { learningRateAt } from './schedules.ts';
import { startedEvent } from './started-event.ts';
import { StepPoints } from './step-points.ts';
import { type Task, taskOf } from './task.ts';
import type { Snapshot, Trainer, TrainerOptions, WeightArray } from './trainer.ts';
import { uncertaintyOf } from './uncertainty/report.ts';
import { predictStochastic } from './uncertainty/sampling.ts';
import type { StochasticPredictions } from './uncertainty/summarize.ts';

/** The loop: steps, epochs, phases, and what is told about them. */
export class Training implements Trainer {
  private readonly plan: Plan;
  private readonly data: DataSet;
  private readonly task: Task;
  private readonly options: TrainerOptions;
  private readonly points = new StepPoints();
  private readonly stopping: Patience;
  private phase: Phase;
  private progress: Progress = startOfTraining();
  private stopRequested = false;
  /** Whether a call of `advanceTogether` has not come back yet. */
  private underWay = false;
  /** When the running call of `advance` began. */
  private callBegin = 0;
  /** The best epoch's weights; whether they are put back is for early stopping to say. */
  private best: Snapshot | null = null;
  private lastGood: Snapshot;
  private started: StartedEvent | null = null;
  private finished: FinishedEvent | null = null;
  private train: Metrics = {};
  private validation: Metrics | null = null;

  constructor(options: TrainerOptions) {
    this.options = options;
    this.plan = options.plan;
    this.data = options.data;
    if (this.data.train.count === 0) {
      throw new PlanError(t`The data set '${this.data.name}' has no training samples.`);
    }
    this.task = taskOf(this.plan, this.data);
    this.stopping = stoppingPatience(this.plan.train.earlyStopping);
    this.phase = new Phase(options, this.task, 0);
    this.phase.setWeights(options.startWeights ?? [], this.plan.model.name);
    this.phase.requireFiniteWeights();
    this.lastGood = this.phase.snapshot();
  }

  get done(): boolean {
    return this.progress.done;
  }

  get parameters(): number {
    const { all } = this.phase.session.model.store;
    return all.reduce((sum, { size, learned }) => sum + (learned ? size : 0), 0);
  }

  get threads(): number {
    return this.phase.session.batches.threads;
  }

  get memoryBytes(): number {
    return this.phase.session.model.memoryBytes;
  }

  private get epochs(): number {
    return this.plan.train.phases.reduce((sum, { epochs }) => sum + epochs, 0);
  }

  /** Seconds of training so far, the running call of `advance` included. */
  private get seconds(): number {
    return this.progress.seconds + (performance.now() - this.callBegin) / 1000;
  }

  advance(milliseconds: number, maxSteps = Number.POSITIVE_INFINITY): EngineEvent[] {
    if (this.done) return [];
    this.requireRest();
    const events = this.beginCall();
    for (let steps = 0; this.goesOn && steps < maxSteps; steps++) {
      const { batch, step } = this.beginStep();
      this.endStep(this.phase.stepper.step(batch, step).rows, events);
      if (performance.now() - this.callBegin >= milliseconds) break;
    }
    return this.endCall(events);
  }

  async advanceTogether(
    milliseconds: number,
    maxSteps = Number.POSITIVE_INFINITY,
  ): Promise<EngineEvent[]> {
    if (this.done || !this.phase.stepper.takesTurns) return this.advance(milliseconds, maxSteps);
    this.requireRest();
    this.underWay = true;
    try {
      const events = this.beginCall();
      for (let steps = 0; this.goesOn && steps < maxSteps; steps++) {
        const { batch, step } = this.beginStep();
        const { rows } = await this.phase.stepper.stepTogether(batch, step);
        this.endStep(rows, events);
        if (performance.now() - this.callBegin >= milliseconds) break;
      }
      return this.endCall(events);
    } finally {
      this.underWay = false;
    }
  }

  /** What would change a step that other threads are at has to wait for it. */
  private requireRest(): void {
    if (this.underWay) throw new Error('Steps are under way: wait for advanceTogether first.');
  }

  private get goesOn(): boolean {
    return !this.done && !this.stopRequested;
  }

  private beginCall(): EngineEvent[] {
    const events: EngineEvent[] = [];
    this.callBegin = performance.now();
    if (!this.progress.started) events.push(this.start());
    if (this.epochs === 0) this.finish('completed', events);
    return events;
  }

  private endCall(events: EngineEvent[]): EngineEvent[] {
    if (this.stopRequested && !this.done) this.finish('stopped', events);
    this.points.flush(events);
    this.progress.seconds = this.seconds;
    return events;
  }

  stop(): void {
    this.stopRequested = true;
  }

  close(): void {
    this.phase.close();
  }

  private start(): StartedEvent {
    this.progress.started = true;
    const { plan, data, task, phase, parameters, epochs } = this;
    this.started = startedEvent(plan, data, task, phase, { parameters, epochs });
    return this.started;
  }

  private beginStep(): Progress {
    const { progress } = this;
    const { session, stepper, probes } = this.phase;
    if (progress.batch === 0) {
      session.beginEpoch(progress.epoch);
      progress.sums = noSums();
    }
    const last = progress.batch === session.stepsPerEpoch - 1;
    if (last) probes?.beforeUpdate(progress.epoch + 1);
    progress.learningRate = learningRateAt(this.phase.plan, session.stepsPerEpoch, progress);
    stepper.announce(progress.learningRate, last);
    return progress;
  }

  /** Updates the weights from the gradients of a batch of `rows` samples. */
  private endStep(rows: number, events: EngineEvent[]): void {
    const { progress } = this;
    const { session, stepper } = this.phase;
    const { batch, step } = progress;
    const last = batch === session.stepsPerEpoch - 1;
    if (!Number.isFinite(stepper.loss)) {
      this.diverge(events, session.prepareBatch(batch, step), 'forward');
      return;
    }
    stepper.update(progress.learningRate, last);
    this.points.record(stepper, progress, rows);
    progress.step += 1;
    progress.batch += 1;
    const bad = this.badPass(last);
    if (bad) this.diverge(events, session.prepareBatch(batch, step), bad);
    else if (last) this.endEpoch(events);
  }

  /** In which pass the step that was just made became NaN or infinite; null: it did not. */
  private badPass(last: boolean): 'forward' | 'backward' | null {
    const { stepper } = this.phase;
    if (!Number.isFinite(stepper.gradientNorm)) return 'backward';
    return last && !stepper.weightsAreFinite() ? 'forward' : null;
  }

  private endEpoch(events: EngineEvent[]): void {
    const { progress, task, data } = this;
    const { session } = this.phase;
    progress.batch = 0;
    progress.epoch += 1;
    progress.phaseEpoch += 1;
    const { metrics } = this.plan.train;
    this.train = { loss: progress.sums.loss / progress.sums.rows };
    if (metrics.length > 0) {
      const { outputs, targets } = session.epochPredictions();
      Object.assign(this.train, measure(metrics, task.predictions(outputs, targets)));
    }
    this.validation = this.evaluatePart(data.validation);
    this.points.flush(events);
    const parts = { train: this.train, validation: this.validation };
    const record = epochRecord(progress, this.phase, parts, () => this.seconds);
    events.push({ type: 'epoch', record });
    this.lastGood = this.phase.snapshot();
    this.judgeEpoch(events);
  }

  private evaluatePart(part: DataSet['train']): Metrics | null {
    const { session, stepper } = this.phase;
    const { train, model } = this.plan;
    const penalty = stepper.penalty();
    return evaluatePart(session, this.task, model.inputShape, part, train.metrics, penalty);
  }

  /** Best weights, early stopping, plateau, end of the phase or of the training. */
  private judgeEpoch(events: EngineEvent[]): void {
    const { earlyStopping } = this.plan.train;
    const { progress, stopping } = this;
    const { plateau, plan } = this.phase;
    const readingOf = (monitor: string) => monitored(monitor, this.train, this.validation);
    if (stopping.improves(readingOf(earlyStopping?.monitor ?? 'val_loss'))) {
      progress.bestEpoch = progress.epoch;
      this.best = this.lastGood;
    }
    const { schedule } = plan;
    if (plateau && schedule.name === 'reduce_on_plateau') {
      plateau.improves(readingOf(schedule.monitor));
      if (plateau.waited >= schedule.patience) {
        progress.plateauFactor *= schedule.factor;
        plateau.reset();
      }
    }
    const stops = earlyStopping !== null && stopping.waited >= earlyStopping.patience;
    if (!stops && progress.phaseEpoch < plan.epochs) return;
    const last = progress.phase + 1 >= this.plan.train.phases.length;
    if (last) this.finish(stops ? 'early_stopping' : 'completed', events);
    else this.nextPhase();
  }

  /**
   * The next phase goes on from the best weights so far where early stopping puts them back, with an
   * optimizer and a patience of its own.
   */
  private nextPhase(): void {
    const { progress } = this;
    this.putBest();
    const weights = this.weights();
    const best = this.best && arraysOf(this.phase.session.model.store, this.best);
    progress.phase += 1;
    progress.phaseEpoch = 0;
    progress.plateauFactor = 1;
    this.stopping.reset();
    this.phase = new Phase(this.options, this.task, progress.phase, this.phase);
    this.replaceWeights(weights);
    this.best = best && snapshotOf(this.phase, best);
  }

  /** Puts the best epoch's weights back where early stopping wants them; says whether it did. */
  private putBest(): boolean {
    const { best, progress, plan } = this;
    const wanted = plan.train.earlyStopping?.restoreBest ?? false;
    if (!wanted || best === null || progress.bestEpoch === progress.epoch) return false;
    this.phase.put(best);
    return true;
  }

  private finish(reason: FinishedEvent['reason'], events: EngineEvent[]): void {
    const { progress, plan, phase, task, data } = this;
    progress.done = true;
    phase.close();
    const restored = this.putBest();
    const uncertainty = uncertaintyOf(plan, phase.session, task, data);
    this.finished = {
      type: 'finished',
      reason,
      epoch: progress.epoch,
      bestEpoch: restored ? progress.bestEpoch : progress.epoch,
      train: this.evaluatePart(data.train) ?? {},
      validation: this.evaluatePart(data.validation),
      test: this.evaluatePart(data.test),
      seconds: this.seconds,
      checks: phase.probes ? checkFinished(plan, phase, task, data) : null,
      ...(uncertainty && { uncertainty }),
    };
    events.push(this.finished);
  }

  /** Names the first bad layer, then puts the weights of the last good epoch back. */
  private diverge(events: EngineEvent[], program: Program, pass: 'forward' | 'backward'): void {
    const { progress, phase } = this;
    progress.done = true;
    phase.close();
    const { layer, where } = findDivergence(phase.session.model, program, pass);
    phase.put(this.lastGood);
    const { epoch, step } = progress;
    events.push({ type: 'diverged', epoch: epoch + 1, step, layer, where });
  }

  weights(): WeightArray[] {
    return this.phase.weights();
  }

  setWeights(weights: readonly Pick<WeightArray, 'name' | 'values'>[]): void {
    this.requireRest();
    this.replaceWeights(weights);
  }

  private replaceWeights(weights: readonly Pick<WeightArray, 'name' | 'values'>[]): void {
    this.phase.setWeights(weights, this.plan.model.name);
    this.lastGood = this.phase.snapshot();
  }

  predict(inputs: Float32Array): Float32Array {
    const { inputShape } = this.plan.model;
    const count = countSamples(this.plan, inputs);
    const targets = new Float32Array(count * sizeOf(this.data.targetShape));
    const part = { count, inputs, targets };
    return evaluate(this.phase.session, this.task, inputShape, part).outputs;
  }

  predictStochastic(inputs: Float32Array, rounds: number): StochasticPredictions {
    return predictStochastic(this.plan, this.phase.session, this.task, inputs, rounds);
  }

  gradients(inputs: Float32Array, targets: Float32Array) {
    this.requireRest();
    const { plan, phase, task, progress } = this;
    return gradientsOf({ plan, phase, task, step: progress.step }, inputs, targets);
  }

  checkpoint(): Checkpoint {
    const { phase, progress, best, lastGood, stopping, started, finished } = this;
    const metrics = { train: this.train, validation: this.validation };
    return capture({
      phase,
      progress,
      best,
      lastGood,
      stopping,
      metrics,
      started,
      finished,
    });
  }

  restore(checkpoint: Checkpoint): void {
    this.requireRest();
    const { progress, patience, metrics, best, lastGood } = checkpoint;
    if (progress.phase !== this.progress.phase) {
      this.phase = new Phase(this.options, this.task, progress.phase, this.phase);
    }
    this.progress = structuredClone(progress);
    reinstate(this.phase, checkpoint);
    this.stopping.restore(patience.stopping);
    this.best = best && snapshotOf(this.phase, best);
    this.lastGood = lastGood ? snapshotOf(this.phase, lastGood) : this.phase.snapshot();
    this.train = metrics.train;
    this.validation = metrics.validation;
    this.started = checkpoint.started;
    this.finished = checkpoint.finished;
  }
}
