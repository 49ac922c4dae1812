/** One training: the engine's loop between the worker's turns, and what it tells the page. */
import { diagnose, type RunRecord, type RuntimeFinding } from '#diagnosis';
import {
  createTrainer,
  type DataSet,
  type EngineEvent,
  type Kernels,
  type StartedEvent,
  type Trainer,
} from '#engine';
import type { Plan } from '#plan';
import type {
  ControlMessage,
  FromWorker,
  Prediction,
  RunState,
  TrainMessage,
} from '../protocol.ts';
import { predictInput, predictSample } from './predictions.ts';
import { evaluate } from './results.ts';
import { nextTurn } from './turns.ts';

/** How long the engine trains before the worker looks at its messages. */
const TURN_MILLISECONDS = 30;
/** The page gets at most 20 messages of progress a second. */
const PROGRESS_MILLISECONDS = 50;
/** Diagnosis and results while training may take this share of the time. */
const OBSERVATION_SHARE = 0.05;
const OBSERVATION_MILLISECONDS = 500;

/** Trains one plan from its beginning to its end. */
export class Training {
  readonly #plan: Plan;
  readonly #observed: boolean;
  readonly #data: DataSet;
  readonly #trainer: Trainer;
  readonly #send: (message: FromWorker) => void;
  #state: RunState;
  /** Set by `epoch`: pause at the end of the epoch. */
  #oneEpoch = false;
  #wake: () => void = () => {};
  #pending: EngineEvent[] = [];
  #lastProgress = 0;
  #nextObservation = 0;
  #step = 0;
  #rate = { step: 0, time: 0, samplesPerSecond: 0 };
  #started: StartedEvent | null = null;
  readonly #epochs: RunRecord['epochs'][number][] = [];
  readonly #steps: RunRecord['steps'][number][] = [];
  #end: RunRecord['end'] = null;
  #findings: readonly RuntimeFinding[] = [];
  #nextSample = 0;

  /** @throws PlanError where the plan cannot be trained */
  constructor(
    { plan, paused, observed }: Omit<TrainMessage, 'type'>,
    data: DataSet,
    kernels: Kernels,
    send: (message: FromWorker) => void,
  ) {
    this.#plan = plan;
    this.#observed = observed;
    this.#data = data;
    this.#trainer = createTrainer({ plan, data, kernels, probes: observed });
    this.#state = paused ? 'paused' : 'training';
    this.#send = send;
    send({ type: 'layer-parameters', counts: countParameters(this.#trainer) });
  }

  /** Resolves when the training is over. */
  async run(): Promise<void> {
    this.#rate.time = performance.now();
    while (!this.#trainer.done) {
      if (this.#state === 'paused') await this.#pause();
      this.#advance();
      await nextTurn();
    }
    this.#flush();
    if (!this.#observed) return;
    this.#diagnose();
    if (this.#end?.type === 'finished') this.#evaluate('test');
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
  predict(input: readonly number[] | null): Prediction {
    if (input !== null) return predictInput(this.#trainer, this.#data, input);
    return predictSample(this.#trainer, this.#data, this.#nextSample++);
  }

  #advance(): void {
    const perEpoch = this.#started?.stepsPerEpoch ?? Number.POSITIVE_INFINITY;
    // A pause after one epoch must not run into the next.
    const steps = this.#oneEpoch ? perEpoch - (this.#step % perEpoch) : undefined;
    const events = this.#trainer.advance(TURN_MILLISECONDS, steps);
    for (const event of events) this.#note(event);
    this.#pending.push(...events);
    const epochEnded = events.some(({ type }) => type === 'epoch');
    if (this.#oneEpoch && epochEnded && !this.#trainer.done) this.#state = 'paused';
    const now = performance.now();
    if (now - this.#lastProgress >= PROGRESS_MILLISECONDS) this.#flush();
    if (epochEnded && now >= this.#nextObservation && !this.#trainer.done) this.#observe();
  }

  #note(event: EngineEvent): void {
    switch (event.type) {
      case 'started':
        this.#started = event;
        break;
      case 'steps':
        this.#steps.push(...event.points);
        this.#step = event.points.at(-1)?.step ?? this.#step;
        break;
      case 'epoch':
        this.#epochs.push(event.record);
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
    const events = this.#pending;
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
    this.#observe();
    const waiting = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    if (this.#state === 'paused') await waiting;
    this.#rate = { ...this.#rate, step: this.#step, time: performance.now() };
  }

  #observe(): void {
    if (!this.#observed) return;
    const begin = performance.now();
    this.#diagnose();
    if (this.#epochs.length > 0) this.#evaluate('validation');
    const end = performance.now();
    this.#nextObservation =
      end + Math.max(OBSERVATION_MILLISECONDS, (end - begin) / OBSERVATION_SHARE);
  }

  #diagnose(): void {
    if (!this.#started) return;
    const findings = diagnose({
      plan: this.#plan,
      started: this.#started,
      epochs: this.#epochs,
      steps: this.#steps,
      end: this.#end,
    });
    if (JSON.stringify(findings) === JSON.stringify(this.#findings)) return;
    this.#findings = findings;
    this.#send({ type: 'run-findings', findings });
  }

  #evaluate(part: 'validation' | 'test'): void {
    const results = evaluate(this.#plan, this.#trainer, this.#data, part);
    this.#send({ type: 'results', results });
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
