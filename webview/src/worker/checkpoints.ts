/** Keeps what is needed to go on with a training after a crash. */
import { type DataSet, type EpochRecord, saveCheckpoint, type Trainer } from '#engine';
import type { Plan } from '#plan';
import { thinned } from '../bounded-series.ts';
import type { SavedPlace } from '../protocol.ts';
import type { Send } from './prepared.ts';

/** So much of a training may be lost. */
const MILLISECONDS = 10_000;
/** A training that is over sooner is as soon repeated as resumed. */
const FIRST_MILLISECONDS = 5000;
/** Between epochs a checkpoint is smaller by all that an epoch collects: it waits so long for one to end. */
const EPOCH_MILLISECONDS = 2000;
/** Large models take long to write down: checkpoints take at most this share of the time. */
const SHARE = 0.02;
/** Epochs whose metrics stand in the file, for those who read it elsewhere. */
const MOST_EPOCHS = 500;

export class Checkpoints {
  readonly #plan: Plan;
  readonly #text: string;
  readonly #trainer: Trainer;
  readonly #data: DataSet;
  readonly #send: Send;
  #next = performance.now() + FIRST_MILLISECONDS;

  /** @param text the specification's */
  constructor(plan: Plan, text: string, trainer: Trainer, data: DataSet, send: Send) {
    this.#plan = plan;
    this.#text = text;
    this.#trainer = trainer;
    this.#data = data;
    this.#send = send;
  }

  /** Whether the last checkpoint is long enough ago for one at the end of an epoch. */
  awaitsEpoch(): boolean {
    return performance.now() >= this.#next;
  }

  /** Whether it is time for a checkpoint here. */
  isDue(betweenEpochs: boolean): boolean {
    return performance.now() >= this.#next + (betweenEpochs ? 0 : EPOCH_MILLISECONDS);
  }

  /** @param place where the training stands */
  take(place: SavedPlace, epochs: readonly EpochRecord[]): void {
    const begin = performance.now();
    const bytes = saveCheckpoint(this.#trainer.checkpoint(), {
      plan: this.#plan,
      data: this.#data,
      text: this.#text,
      history: thinned(epochs, MOST_EPOCHS),
    });
    this.#send({ type: 'checkpoint', place, bytes }, [bytes.buffer]);
    const end = performance.now();
    this.#next = end + Math.max(MILLISECONDS, (end - begin) / SHARE);
  }
}
