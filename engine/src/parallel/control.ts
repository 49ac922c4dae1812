import { t } from '#l10n';

/** What the first thread asks of the others. */
export const COMMANDS = { step: 1, close: 2 } as const;
export type Command = (typeof COMMANDS)[keyof typeof COMMANDS];

/** More threads than this find no room to report in. */
export const MOST_THREADS = 16;

/** Words of the block, those that are waited for on cache lines of their own. */
const WORDS = { issued: 0, arrived: 16, command: 32, arguments: 33, failed: 48, textLength: 49 };
/** Float64 numbers that go with a command, and each thread's numbers, a cache line a thread. */
const VALUES = 32;
const REPORTS = 128;
const REPORT_LENGTH = 8;
/** UTF-16 units of the reason of a failure. */
const TEXT = 4 * (REPORTS + REPORT_LENGTH * MOST_THREADS);
const TEXT_LENGTH = 1024;
const BYTES = 2 * (TEXT + TEXT_LENGTH);

/**
 * Looks at a word that a thread takes before it sleeps: some 50 µs, longer than another thread is
 * late within a step, and short enough for nobody to notice between calls of `advance`.
 */
const SPINS = 20_000;

/**
 * How long a thread may keep the others waiting before it is given up, in milliseconds, and how often
 * that is waited for: one wait may have run out while the whole computer slept.
 */
const PATIENCE = 60_000;
const WAITS = 2;

/**
 * A block of shared memory by which threads meet. The first thread issues commands; within one, and
 * at its end, all wait for each other at barriers. Whoever waits looks for a short while, then
 * sleeps.
 */
export class Control {
  readonly buffer: SharedArrayBuffer;
  private readonly words: Int32Array;
  private readonly text: Uint16Array;
  private readonly threads: number;
  /** Numbers that the first thread writes before it issues a command. */
  readonly values: Float64Array;
  /** What each thread tells the others: up to eight numbers. */
  readonly reports: readonly Float64Array[];
  /** Commands that this thread has seen, and arrivals at which its next barrier opens. */
  private seen = 0;
  private opensAt = 0;

  constructor(threads: number, buffer = new SharedArrayBuffer(BYTES)) {
    this.buffer = buffer;
    this.threads = threads;
    this.words = new Int32Array(buffer);
    const doubles = new Float64Array(buffer);
    this.text = new Uint16Array(buffer, 2 * TEXT, TEXT_LENGTH);
    this.values = doubles.subarray(VALUES, REPORTS);
    this.reports = Array.from({ length: threads }, (_, thread) => {
      const start = REPORTS + REPORT_LENGTH * thread;
      return doubles.subarray(start, start + REPORT_LENGTH);
    });
  }

  /** Wakes the other threads with a command and two whole numbers. */
  issue(command: Command, first = 0, second = 0): void {
    const { words } = this;
    words[WORDS.command] = command;
    words[WORDS.arguments] = first;
    words[WORDS.arguments + 1] = second;
    Atomics.add(words, WORDS.issued, 1);
    Atomics.notify(words, WORDS.issued);
  }

  /** Waits for the next command, for as long as it takes. */
  next(): Command {
    this.seen = (this.seen + 1) | 0;
    this.waitFor(WORDS.issued, this.seen, Number.POSITIVE_INFINITY);
    return this.words[WORDS.command] as Command;
  }

  /** A number of the present command. */
  argument(index: 0 | 1): number {
    return this.words[WORDS.arguments + index] as number;
  }

  /** Of the number that each thread reports at that place, in the order of the threads. */
  sum(place: number): number {
    let sum = 0;
    for (const report of this.reports) sum += report[place] as number;
    return sum;
  }

  /** Returns once every thread has come here as often as this one. */
  meet(): void {
    this.opensAt = (this.opensAt + this.threads) | 0;
    const before = Atomics.add(this.words, WORDS.arrived, 1);
    if (((before + 1) | 0) === this.opensAt) Atomics.notify(this.words, WORDS.arrived);
    else this.waitFor(WORDS.arrived, this.opensAt, PATIENCE);
  }

  /** Tells all threads, at their next wait, that this one cannot go on. */
  fail(reason: string): void {
    const { words } = this;
    const units = Array.from(reason.slice(0, TEXT_LENGTH), (_, at) => reason.charCodeAt(at));
    this.text.set(units);
    words[WORDS.textLength] = units.length;
    Atomics.store(words, WORDS.failed, 1);
    Atomics.notify(words, WORDS.arrived);
  }

  /** Until a counter has come to `value`; counters may wrap around. */
  private waitFor(word: number, value: number, patience: number): void {
    const { words } = this;
    for (let spin = 0; spin < SPINS; spin++) {
      if (((Atomics.load(words, word) - value) | 0) >= 0) return;
    }
    for (let waits = 0; ; ) {
      const now = Atomics.load(words, word);
      if (((now - value) | 0) >= 0) return;
      if (Atomics.load(words, WORDS.failed) === 1) throw new Error(this.reason());
      if (Atomics.wait(words, word, now, patience) === 'timed-out') waits += 1;
      if (waits === WAITS) {
        throw new Error(t`A training thread has not answered for ${(WAITS * PATIENCE) / 1000} s.`);
      }
    }
  }

  private reason(): string {
    const length = this.words[WORDS.textLength] as number;
    return t`A training thread failed: ${String.fromCharCode(...this.text.slice(0, length))}`;
  }
}
