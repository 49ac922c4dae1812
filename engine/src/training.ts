import type { Plan } from '#plan';
import type { DataSet } from './data/dataset.ts';
import { probeData } from './data-probe.ts';
import { findDivergence } from './divergence.ts';
import { evaluate, evaluatePart } from './evaluation.ts';
import type { EngineEvent, EpochRecord, FinishedEvent, Metrics, StartedEvent } from './events.ts';
import { expectedLossOf } from './expected-loss.ts';
import { checkFinished } from './final-checks.ts';
import { probeInputs } from './input-probe.ts';
import { measure } from './metrics.ts';
import type { Program } from './model.ts';
import { monitored, type Patience, stoppingPatience } from './monitor.ts';
import { Phase } from './phase.ts';
import { PlanError } from './plan-error.ts';
import { PROBE_SAMPLES } from './probes.ts';
import { sizeOf } from './program/build.ts';
import { noSums, type Progress, startOfTraining } from './progress.ts';
import { scheduleFactor } from './schedules.ts';
import { StepPoints } from './step-points.ts';
import { type Task, taskOf } from './task.ts';
import type { Checkpoint, Snapshot, Trainer, TrainerOptions, WeightArray } from './trainer.ts';

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
  /** When the running call of `advance` began. */
  private callBegin = 0;
  private best: Snapshot | null = null;
  private lastGood: Snapshot;
  private train: Metrics = {};
  private validation: Metrics | null = null;

  constructor(options: TrainerOptions) {
    this.options = options;
    this.plan = options.plan;
    this.data = options.data;
    if (this.data.train.count === 0) {
      throw new PlanError(`The data set '${this.data.name}' has no training samples.`);
    }
    this.task = taskOf(this.plan, this.data);
    this.stopping = stoppingPatience(this.plan.train.earlyStopping);
    this.phase = new Phase(options, this.task, 0);
    this.lastGood = this.phase.snapshot();
  }

  get done(): boolean {
    return this.progress.done;
  }

  get parameters(): number {
    const { all } = this.phase.session.model.store;
    return all.reduce((sum, { size, learned }) => sum + (learned ? size : 0), 0);
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
    const events: EngineEvent[] = [];
    this.callBegin = performance.now();
    if (!this.progress.started) events.push(this.start());
    if (this.epochs === 0) this.finish('completed', events);
    for (let steps = 0; !this.done && !this.stopRequested && steps < maxSteps; steps++) {
      this.runStep(events);
      if (performance.now() - this.callBegin >= milliseconds) break;
    }
    if (this.stopRequested && !this.done) this.finish('stopped', events);
    this.flushPoints(events);
    this.progress.seconds = this.seconds;
    return events;
  }

  stop(): void {
    this.stopRequested = true;
  }

  private start(): StartedEvent {
    this.progress.started = true;
    const { train, validation, test } = this.data;
    const { session, stepper, probes } = this.phase;
    const { inputShape } = this.plan.model;
    const count = Math.min(train.count, PROBE_SAMPLES);
    const { loss } = evaluate(session, this.task, inputShape, { ...train, count });
    if (probes) this.phase.preservingStatistics(() => this.differentiateFirstBatch());
    return {
      type: 'started',
      parameters: this.parameters,
      memoryBytes: this.memoryBytes,
      samples: { train: train.count, validation: validation.count, test: test.count },
      classes: this.data.classes,
      stepsPerEpoch: session.stepsPerEpoch,
      epochs: this.epochs,
      data: probeData(this.data),
      initial: {
        loss: loss + stepper.penalty(),
        expectedLoss: expectedLossOf(this.plan, this.data),
        inputs: probeInputs(train, count, inputShape.at(-1) ?? 1),
        layers: probes?.measure(0) ?? [],
      },
    };
  }

  /** For the initial probe's gradients. */
  private differentiateFirstBatch(): void {
    const { session, stepper } = this.phase;
    session.beginEpoch(0);
    stepper.differentiate(session.prepareBatch(0, 0));
  }

  private runStep(events: EngineEvent[]): void {
    const { progress } = this;
    const { session, stepper, probes } = this.phase;
    if (progress.batch === 0) {
      session.beginEpoch(progress.epoch);
      progress.sums = noSums();
    }
    const last = progress.batch === session.stepsPerEpoch - 1;
    const program = session.prepareBatch(progress.batch, progress.step);
    stepper.differentiate(program);
    if (!Number.isFinite(stepper.loss)) {
      this.diverge(events, program, 'forward');
      return;
    }
    session.keepOutputs(progress.batch, program);
    if (last) probes?.beforeUpdate();
    progress.learningRate = this.learningRate();
    stepper.update(progress.learningRate, last);
    this.record(program.rows);
    progress.step += 1;
    progress.batch += 1;
    if (!Number.isFinite(stepper.gradientNorm)) this.diverge(events, program, 'backward');
    else if (last && !stepper.weightsAreFinite()) this.diverge(events, program, 'forward');
    else if (last) this.endEpoch(events);
  }

  private learningRate(): number {
    const { optimizer, schedule, epochs } = this.phase.plan;
    if (schedule.name === 'constant' && schedule.warmup === 0) return optimizer.learningRate;
    const { stepsPerEpoch } = this.phase.session;
    const { phaseEpoch, batch, plateauFactor } = this.progress;
    const factor = scheduleFactor(schedule, {
      step: phaseEpoch * stepsPerEpoch + batch,
      steps: epochs * stepsPerEpoch,
      stepsPerEpoch,
      plateauFactor,
    });
    return optimizer.learningRate * factor;
  }

  private record(rows: number): void {
    const { loss, gradientNorm, clippedNorm, updated } = this.phase.stepper;
    const { sums, step, learningRate } = this.progress;
    sums.loss += loss * rows;
    sums.rows += rows;
    if (updated) {
      sums.norm += gradientNorm;
      sums.clippedNorm += clippedNorm;
      sums.updates += 1;
      // Rounding alone must not count as clipping.
      if (clippedNorm < gradientNorm * (1 - 1e-5)) sums.clipped += 1;
    }
    const wanted = this.points.wantsNext();
    this.points.add(wanted ? { step, loss, learningRate, gradientNorm, clippedNorm } : null);
  }

  private flushPoints(events: EngineEvent[]): void {
    const points = this.points.take();
    if (points.length === 0) return;
    // Before the event that ended the training, so that a reader sees the steps that led to it.
    const last = events.at(-1)?.type;
    const at = last === 'finished' || last === 'diverged' ? events.length - 1 : events.length;
    events.splice(at, 0, { type: 'steps', points });
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
    this.flushPoints(events);
    events.push({ type: 'epoch', record: this.epochRecord() });
    this.lastGood = this.phase.snapshot();
    this.judgeEpoch(events);
  }

  private evaluatePart(part: DataSet['train']): Metrics | null {
    const { session, stepper } = this.phase;
    const { train, model } = this.plan;
    const penalty = stepper.penalty();
    return evaluatePart(session, this.task, model.inputShape, part, train.metrics, penalty);
  }

  private epochRecord(): EpochRecord {
    const { progress, train, validation } = this;
    const { sums, epoch, step, learningRate } = progress;
    const begin = performance.now();
    const layers = this.phase.probes?.measure(epoch) ?? [];
    progress.probeSeconds += (performance.now() - begin) / 1000;
    return {
      epoch,
      step,
      phase: this.phase.plan.name,
      seconds: this.seconds,
      probeSeconds: progress.probeSeconds,
      learningRate,
      train,
      validation,
      gradientNorm: sums.norm / sums.updates,
      clippedNorm: sums.clippedNorm / sums.updates,
      clippedShare: sums.clipped / sums.updates,
      layers,
    };
  }

  /** Best weights, early stopping, plateau, end of the phase or of the training. */
  private judgeEpoch(events: EngineEvent[]): void {
    const { earlyStopping } = this.plan.train;
    const { progress, stopping } = this;
    const { plateau, plan } = this.phase;
    const readingOf = (monitor: string) => monitored(monitor, this.train, this.validation);
    if (stopping.improves(readingOf(earlyStopping?.monitor ?? 'val_loss'))) {
      progress.bestEpoch = progress.epoch;
      if (earlyStopping?.restoreBest) this.best = this.lastGood;
    }
    const { schedule } = plan;
    if (plateau && schedule.name === 'reduce_on_plateau') {
      plateau.improves(readingOf(schedule.monitor));
      if (plateau.waited >= schedule.patience) {
        progress.plateauFactor *= schedule.factor;
        plateau.reset();
      }
    }
    if (earlyStopping && stopping.waited >= earlyStopping.patience) {
      this.finish('early_stopping', events);
    } else if (progress.phaseEpoch >= plan.epochs) this.endPhase(events);
  }

  private endPhase(events: EngineEvent[]): void {
    const { progress } = this;
    if (progress.phase + 1 >= this.plan.train.phases.length) {
      this.finish('completed', events);
      return;
    }
    const weights = this.weights();
    progress.phase += 1;
    progress.phaseEpoch = 0;
    progress.plateauFactor = 1;
    this.phase = new Phase(this.options, this.task, progress.phase);
    this.setWeights(weights);
    this.best = null;
    this.lastGood = this.phase.snapshot();
  }

  private finish(reason: FinishedEvent['reason'], events: EngineEvent[]): void {
    const { progress, best, data } = this;
    progress.done = true;
    const restored = best !== null && progress.bestEpoch !== progress.epoch;
    if (restored) this.phase.put(best);
    const { plan, phase, task } = this;
    events.push({
      type: 'finished',
      reason,
      epoch: progress.epoch,
      bestEpoch: restored ? progress.bestEpoch : progress.epoch,
      train: this.evaluatePart(data.train) ?? {},
      validation: this.evaluatePart(data.validation),
      test: this.evaluatePart(data.test),
      seconds: this.seconds,
      checks: phase.probes ? checkFinished(plan, phase, task, data) : null,
    });
  }

  /** Names the first bad layer, then puts the weights of the last good epoch back. */
  private diverge(events: EngineEvent[], program: Program, pass: 'forward' | 'backward'): void {
    const { progress, phase } = this;
    progress.done = true;
    const { layer, where } = findDivergence(phase.session.model, program, pass);
    phase.put(this.lastGood);
    const { epoch, step } = progress;
    events.push({ type: 'diverged', epoch: epoch + 1, step, layer, where });
  }

  weights(): WeightArray[] {
    return this.phase.weights();
  }

  setWeights(weights: readonly Pick<WeightArray, 'name' | 'values'>[]): void {
    this.phase.setWeights(weights, this.plan.model.name);
    this.lastGood = this.phase.snapshot();
  }

  predict(inputs: Float32Array): Float32Array {
    const { inputShape } = this.plan.model;
    const count = inputs.length / sizeOf(inputShape);
    const targets = new Float32Array(count * sizeOf(this.data.targetShape));
    const part = { count, inputs, targets };
    return evaluate(this.phase.session, this.task, inputShape, part).outputs;
  }

  gradients(inputs: Float32Array, targets: Float32Array) {
    const { session, stepper } = this.phase;
    const { model } = session;
    const rows = inputs.length / sizeOf(this.plan.model.inputShape);
    if (rows > session.batchSize) {
      throw new PlanError(
        `Gradients of ${rows} samples were asked for; a batch has ${session.batchSize}.`,
      );
    }
    const program = model.program(rows, 'training');
    model.memory.floats.set(inputs, model.inputs / 4);
    model.memory.floats.set(this.task.prepare(targets), model.targets / 4);
    session.seedMasks(this.progress.step);
    this.phase.preservingStatistics(() => stepper.differentiate(program));
    return { loss: stepper.loss, gradients: this.phase.gradients() };
  }

  checkpoint(): Checkpoint {
    const { session, stepper, plateau } = this.phase;
    const { moments, accumulated, outputs } = session.buffers;
    return {
      progress: structuredClone(this.progress),
      weights: this.phase.snapshot(),
      best: this.best,
      optimizer: {
        moments: moments.map((buffer) => session.rangeOf(buffer).slice()),
        state: stepper.optimizer.state(),
      },
      collected: {
        gradients: session.rangeOf(accumulated).slice(),
        steps: stepper.collectedSteps,
      },
      outputs: session.rangeOf(outputs).slice(),
      patience: { stopping: this.stopping.state(), plateau: plateau?.state() ?? [] },
      metrics: { train: this.train, validation: this.validation },
    };
  }

  restore(checkpoint: Checkpoint): void {
    const { progress, optimizer, collected, patience, metrics } = checkpoint;
    if (progress.phase !== this.progress.phase) {
      this.phase = new Phase(this.options, this.task, progress.phase);
    }
    this.progress = structuredClone(progress);
    const { session, stepper, plateau } = this.phase;
    const { moments, accumulated, outputs } = session.buffers;
    this.phase.put(checkpoint.weights);
    for (const [index, buffer] of moments.entries()) {
      session.rangeOf(buffer).set(optimizer.moments[index] ?? []);
    }
    stepper.optimizer.restore(optimizer.state);
    session.rangeOf(accumulated).set(collected.gradients);
    stepper.collectedSteps = collected.steps;
    session.rangeOf(outputs).set(checkpoint.outputs);
    this.stopping.restore(patience.stopping);
    plateau?.restore(patience.plateau);
    this.best = checkpoint.best;
    this.train = metrics.train;
    this.validation = metrics.validation;
    if (progress.batch > 0) session.beginEpoch(progress.epoch);
    this.lastGood = this.phase.snapshot();
  }
}
