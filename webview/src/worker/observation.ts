/** Looks at a training from time to time: what is wrong with it, and what its model answers. */
import { confirmed, diagnose, type RunRecord, type RuntimeFinding } from '#diagnosis';
import type { Trainer } from '#engine';
import type { Plan } from '#plan';
import type { FromWorker } from '../protocol.ts';
import type { Prepared } from './prepared.ts';
import { evaluate } from './results.ts';

/** Diagnosis and results while training may take this share of the time. */
const SHARE = 0.05;
const MILLISECONDS = 500;

export class Observation {
  readonly #plan: Plan;
  readonly #trainer: Trainer;
  readonly #prepared: Prepared;
  readonly #send: (message: FromWorker) => void;
  #next = 0;
  #findings: readonly RuntimeFinding[] = [];

  constructor(
    plan: Plan,
    trainer: Trainer,
    prepared: Prepared,
    send: (message: FromWorker) => void,
  ) {
    this.#plan = plan;
    this.#trainer = trainer;
    this.#prepared = prepared;
    this.#send = send;
  }

  /** Whether the last look is long enough ago. */
  isDue(): boolean {
    return performance.now() >= this.#next;
  }

  observe(record: RunRecord | null): void {
    const begin = performance.now();
    this.#diagnose(record);
    if (record && record.epochs.length > 0) this.#evaluate('validation');
    const end = performance.now();
    this.#next = end + Math.max(MILLISECONDS, (end - begin) / SHARE);
  }

  atEnd(record: RunRecord | null): void {
    this.#diagnose(record);
    if (record?.end?.type === 'finished') this.#evaluate('test');
  }

  /**
   * Where the run leaves open what is wrong, trains its model afresh on a few samples, or a larger one on all, and says what
   * that tells. May take a second or two.
   */
  confirm(record: RunRecord | null): void {
    if (record) this.#diagnose(confirmed(record, this.#prepared));
  }

  #diagnose(record: RunRecord | null): void {
    if (!record) return;
    const findings = diagnose(record);
    if (JSON.stringify(findings) === JSON.stringify(this.#findings)) return;
    this.#findings = findings;
    this.#send({ type: 'run-findings', findings });
  }

  #evaluate(part: 'validation' | 'test'): void {
    const results = evaluate(this.#plan, this.#trainer, this.#prepared.data, part);
    this.#send({ type: 'results', results });
  }
}
