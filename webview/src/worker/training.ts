/** One training: the engine's loop between the worker's turns, and what it tells the page. */
import type { RunRecord } from '#diagnosis';
import {
  type Cell,
  createTrainer,
  type EngineEvent,
  loadCheckpoint,
  type StartedEvent,
  type Trainer,
} from '#engine';
import type { Plan } from '#plan';
import { bounded } from '../bounded-series.ts';
import type { ControlMessage, Prediction, RunState, TrainMessage } from '../protocol.ts';
import { nextTurn } from '../turns.ts';
import { Checkpoints } from './checkpoints.ts';
import { Observation } from './observation.ts';
import { appendEpoch } from './observed-epochs.ts';
import { outlined } from './outline.ts';
import { type Predictor, predictInput, predictSample } from './predictions.ts';
import type { Prepared, Send } from './prepared.ts';
import { type RunningThreads, startThreads } from './threads.ts';
import { dropoutRounds } from './uncertainty.ts';

/** How long the engine trains before the worker looks at its messages. */
const TURN_MILLISECONDS = 30;
/** The page gets at most 10 messages of progress a second: some cannot wait, such as the last before a pause. */
const PROGRESS_MILLISECONDS = 100;

/** Trains one plan to its end, from its beginning or from where it was cut off. */
export class Training {
  readonly #plan: Plan;
  readonly #threads: RunningThreads | null;
  readonly #trainer: Trainer;
  readonly #predictor: Predictor;
  readonly #send: Send;
  /** Null for trials, which nobody looks at. */
  readonly #observation: Observation | null;
  readonly #checkpoints: Checkpoints | null;
  #state: RunState;
  /** Set by `epoch`: pause at the end of the epoch. */
  #oneEpoch = false;
  #wake: () => void = () => {};
  #pending: EngineEvent[] = [];
  #lastProgress = 0;
  /** The first epoch is told at once: somebody waits for the first point of the curves. */
  #toldEpoch = false;
  #step = 0;
  #rate = { step: 0, time: 0, samplesPerSecond: 0 };
  #started: StartedEvent | null = null;
  readonly #epochs: RunRecord['epochs'][number][] = [];
  #steps: RunRecord['steps'] = [];
  #end: RunRecord['end'] = null;
  #nextSample = 0;
  /** The present turn of the engine, which ends only if all of its threads live. */
  #advanced: Promise<unknown> = Promise.resolve();

  /**
   * @throws PlanError where the plan cannot be trained
   * @throws CheckpointError where the checkpoint is damaged or of another training
   */
  constructor(
    { plan, text, paused, observed, resumed, threads }: Omit<TrainMessage, 'type'>,
    prepared: Prepared,
    send: Send,
  ) {
    const { data, kernels, startWeights } = prepared;
    this.#plan = plan;
    this.#threads = startThreads(plan, threads, data.train.count);
    const parallel = this.#threads;
    this.#trainer = createTrainer({
      plan,
      data,
      kernels,
      startWeights,
      probes: observed,
      parallel,
    });
    this.#predictor = { trainer: this.#trainer, data, rounds: dropoutRounds(plan) };
    this.#state = paused ? 'paused' : 'training';
    this.#send = send;
    this.#observation = observed ? new Observation(plan, this.#trainer, prepared, send) : null;
    this.#checkpoints = observed ? new Checkpoints(plan, text, this.#trainer, data, send) : null;
    if (resumed) {
      this.#trainer.restore(loadCheckpoint(resumed.checkpoint, { plan, data }));
      this.#remember(resumed.record);
    }
    send({ type: 'layer-parameters', counts: countParameters(this.#trainer) });
  }

  /** Resolves when the training is over. */
  async run(): Promise<void> {
    this.#rate.time = performance.now();
    if (this.#trainer.done) return;
    while (!this.#trainer.done) {
      if (this.#state === 'paused') await this.#pause();
      await this.#advance();
      await nextTurn();
    }
    this.#threads?.close();
    this.#flush();
    this.#observation?.atEnd(this.#record());
    if (this.#end?.type === 'finished') this.#checkpoints?.take(this.#place(), this.#epochs);
    await nextTurn();
    this.#observation?.confirm(this.#record());
  }

  /** Resolves when the engine is between two of its turns. */
  async betweenSteps(): Promise<void> {
    await this.#advanced;
  }

  control(action: ControlMessage['action']): void {
    if (this.#trainer.done) return;
    switch (action) {
      case 'pause':
        this.#state = 'paused';
        this.#flush();
        return;
      case 'stop':
        this.#trainer.stop();
        break;
      case 'resume':
      case 'epoch':
        this.#oneEpoch = action === 'epoch';
        break;
    }
    this.#state = 'training';
    this.#wake();
  }

  /** @param input in units of the data; null: the next held-out sample */
  predict(input: readonly Cell[] | null): Prediction {
    if (input !== null) return predictInput(this.#predictor, input);
    return predictSample(this.#predictor, this.#nextSample++);
  }

  /** Takes over what was known of a training that goes on. */
  #remember({ started, epochs, steps, end }: Omit<RunRecord, 'plan'>): void {
    this.#started = started;
    for (const epoch of epochs) appendEpoch(this.#epochs, epoch);
    this.#steps = steps;
    this.#end = end;
    this.#step = Math.max(epochs.at(-1)?.step ?? 0, steps.at(-1)?.step ?? 0);
    this.#rate.step = this.#step;
  }

  async #advance(): Promise<void> {
    const perEpoch = this.#started?.stepsPerEpoch ?? Number.POSITIVE_INFINITY;
    // Neither a pause after one epoch nor a checkpoint between two must run into the next.
    const toEpochEnd = this.#oneEpoch || (this.#checkpoints?.awaitsEpoch() ?? false);
    const steps = toEpochEnd ? perEpoch - (this.#step % perEpoch) : undefined;
    const advanced = this.#trainer.advanceTogether(TURN_MILLISECONDS, steps);
    this.#advanced = advanced;
    const events = await advanced;
    for (const event of events) this.#note(event);
    this.#pending.push(...events);
    const epochEnded = events.some(({ type }) => type === 'epoch');
    if (this.#oneEpoch && epochEnded && !this.#trainer.done) this.#state = 'paused';
    const firstEpoch = epochEnded && !this.#toldEpoch;
    const wait = performance.now() - this.#lastProgress;
    if (firstEpoch || wait >= PROGRESS_MILLISECONDS) this.#flush();
    this.#toldEpoch ||= epochEnded;
    if (this.#trainer.done) return;
    if (epochEnded && this.#observation?.isDue()) this.#observation.observe(this.#record());
    if (this.#checkpoints?.isDue(epochEnded && toEpochEnd)) this.#keep();
  }

  /** The page hears of all that the checkpoint has behind it before it gets the checkpoint. */
  #keep(): void {
    this.#flush();
    this.#checkpoints?.take(this.#place(), this.#epochs);
  }

  #place() {
    return { epoch: this.#epochs.at(-1)?.epoch ?? 0, step: this.#step };
  }

  #record(): RunRecord | null {
    if (!this.#started) return null;
    const epochs = this.#epochs;
    return { plan: this.#plan, started: this.#started, epochs, steps: this.#steps, end: this.#end };
  }

  #note(event: EngineEvent): void {
    switch (event.type) {
      case 'started':
        this.#started = event;
        break;
      case 'steps':
        this.#steps = bounded([...this.#steps, ...event.points], ({ step }) => step);
        this.#step = event.points.at(-1)?.step ?? this.#step;
        break;
      case 'epoch':
        appendEpoch(this.#epochs, event.record);
        this.#step = event.record.step;
        break;
      case 'finished':
        this.#end = event;
        this.#state = event.reason === 'stopped' ? 'stopped' : 'finished';
        break;
      case 'diverged':
        this.#end = event;
        this.#state = 'diverged';
        break;
    }
  }

  #flush(): void {
    const now = performance.now();
    this.#lastProgress = now;
    this.#measureRate(now);
    const events = outlined(this.#pending);
    this.#pending = [];
    const { stepsPerEpoch = 0, epochs = 0 } = this.#started ?? {};
    const total = stepsPerEpoch * epochs;
    this.#send({
      type: 'progress',
      events,
      state: this.#state,
      done: total > 0 ? this.#step / total : 0,
      samplesPerSecond: this.#rate.samplesPerSecond,
    });
  }

  /** Over at least half a second: shorter spans jump. */
  #measureRate(now: number): void {
    const seconds = (now - this.#rate.time) / 1000;
    if (seconds < 0.5 && this.#rate.samplesPerSecond > 0) return;
    const samples = (this.#step - this.#rate.step) * this.#plan.train.batchSize;
    this.#rate = { step: this.#step, time: now, samplesPerSecond: samples / seconds };
  }

  async #pause(): Promise<void> {
    this.#flush();
    this.#observation?.observe(this.#record());
    if (this.#started) this.#keep();
    const waiting = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    if (this.#state === 'paused') await waiting;
    this.#rate = { ...this.#rate, step: this.#step, time: performance.now() };
  }
}

/** Weights are named `<layer id>.<array>`. */
function countParameters(trainer: Trainer): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name, values, learned } of trainer.weights()) {
    const layer = name.slice(0, name.lastIndexOf('.'));
    counts[layer] = (counts[layer] ?? 0) + (learned ? values.length : 0);
  }
  return counts;
}
