import { t } from '#l10n';
import type { Kernel } from '../kernels.ts';
import type { Program } from '../model.ts';
import { constraintsOf } from '../stepper.ts';
import { Updater } from '../updater.ts';
import { batchShards } from './layout.ts';
import { activeShards, type Call, penaltiesOf, runAll, sumsOf } from './pieces.ts';
import { type Shard, sliceOf } from './shards.ts';
import { type Team, TeamStepper } from './team.ts';
import type { FromThread, LendOpening, StepAnswer, StepMessage, ThreadPort } from './threads.ts';

interface Batch {
  readonly shards: readonly Shard[];
  /** Each shard's part of the penalties. */
  readonly penalties: readonly (readonly Call[])[];
  readonly sums: readonly Call[];
}

/** A thread, and the step that it is at. */
interface Line {
  readonly port: ThreadPort;
  /** Travels to the thread with weights, and back with gradients and outputs. */
  numbers: Float32Array<ArrayBuffer>;
  /** Whether frozen weights have changed since it was sent them. */
  wantsFixed: boolean;
  resolve: (answer: StepAnswer) => void;
  reject: (error: Error) => void;
}

/**
 * Steps whose shards other threads compute in memories of their own: weights and gradients travel as
 * messages. The sums are those of threads that share memory, bit for bit, and so are the steps that
 * this thread makes alone when it may not wait for messages.
 */
export class MessageStepper extends TeamStepper {
  override readonly takesTurns = true;
  private readonly whole: Batch;
  private readonly tail: Batch | null;
  private readonly lines: readonly Line[];
  private readonly updaters: readonly Updater[];
  private readonly limits: readonly Call[];
  private readonly duplicate: Kernel;
  private failure: Error | null = null;

  constructor(team: Team) {
    super(team);
    const { plan, phase, task, data, session } = team;
    const { model, batches, buffers } = session;
    const { store, instance } = model;
    const { whole, tail } = batchShards(batches);
    this.whole = this.batchOf(whole);
    this.tail = tail.length > 0 ? this.batchOf(tail) : null;
    this.limits = constraintsOf(store, instance);
    this.duplicate = instance.kernel('copy');
    this.updaters = whole.map((_, index) => {
      const { from, count } = sliceOf(store.weights.floats, index, batches.threads);
      const gradients = plan.train.accumulate > 1 ? buffers.accumulated : store.gradients;
      const at = ({ address }: { readonly address: number }) => address + 4 * from;
      const moments = [at(buffers.moments[0]), at(buffers.moments[1])] as const;
      const range = { weights: at(store.weights), gradients: at(gradients), moments, count };
      return new Updater(plan, phase, instance, range);
    });
    const { inputs, targets } = data.train;
    const opening: LendOpening = { type: 'lend', inputs, targets: task.prepare(targets) };
    this.lines = this.open(team, opening).map(({ thread }) => {
      const outputs = (whole[thread]?.rows ?? 0) * task.outputSize;
      return this.lineOf(team.ports[thread - 1] as ThreadPort, store.weights.floats + outputs);
    });
  }

  override weightsWerePut(): void {
    for (const line of this.lines) line.wantsFixed = true;
  }

  /** All shards one after the other, by this thread alone. */
  override step(index: number, step: number): Program {
    const { store } = this.session.model;
    const { shards } = this.batchAt(index);
    const losses = shards.map(() => 0);
    for (const [thread, shard] of [...shards.entries()].toReversed()) {
      if (shard.rows === 0) continue;
      losses[thread] = this.runShard(index, step, shard);
      const own = this.gradientsOf(thread);
      if (thread > 0) this.duplicate(store.gradients.address, own, store.gradients.floats);
    }
    return this.addUp(index, losses);
  }

  /** The first shard by this thread while the others compute theirs. */
  override async stepTogether(index: number, step: number): Promise<Program> {
    if (this.failure) throw this.failure;
    const { shards } = this.batchAt(index);
    const answers = activeShards(shards)
      .slice(1)
      .map((shard, other) => {
        return this.ask(this.lines[other] as Line, index, step, shard);
      });
    const losses = [this.runShard(index, step, shards[0] as Shard)];
    for (const [other, answer] of (await Promise.all(answers)).entries()) {
      losses.push(answer.loss);
      this.take(answer, index, other + 1, shards[other + 1] as Shard);
    }
    return this.addUp(index, losses);
  }

  protected override apply(learningRate: number, factor: number): void {
    const { updaters, optimizer } = this;
    let sum = 0;
    for (const updater of updaters) sum += updater.sumForNorm();
    const state = optimizer.state();
    let squares = 0;
    let clipped = 0;
    for (const updater of updaters) {
      updater.optimizer.restore(state);
      updater.apply(learningRate, factor, sum);
      squares += updater.squares;
      clipped += updater.clippedSquares;
    }
    const [first] = updaters as readonly [Updater];
    optimizer.restore(first.optimizer.state());
    runAll(this.limits);
    this.noteNorms(factor, first.scale, squares, clipped);
  }

  /** Loss and gradients of the batch from those of its shards. */
  private addUp(index: number, losses: readonly number[]): Program {
    const { shards, penalties, sums } = this.batchAt(index);
    let loss = 0;
    for (const [thread, value] of losses.entries()) loss += value * (shards[thread]?.share ?? 0);
    let penalty = 0;
    for (const [thread, calls] of penalties.entries()) {
      penalty += runAll(calls) * (shards[thread]?.share ?? 0);
    }
    runAll(sums);
    this.loss = loss + penalty;
    const { batchSize, samples, model } = this.session;
    return model.program(Math.min(batchSize, samples - index * batchSize), 'training');
  }

  /** Gradients and outputs of a shard of the batch; returns its mean loss. */
  private runShard(index: number, step: number, shard: Shard): number {
    const { session } = this;
    const { model } = session;
    const first = index * session.batchSize + shard.first;
    const program = session.prepareShard(index, shard, step);
    runAll(program.calls);
    session.keepRows(first, program);
    return model.memory.doubles[model.shared.loss.address / 8] as number;
  }

  private ask(line: Line, index: number, step: number, shard: Shard): Promise<StepAnswer> {
    const { session } = this;
    const { store } = session.model;
    const { numbers } = line;
    numbers.set(session.rangeOf(store.weights));
    const fixed = line.wantsFixed ? session.rangeOf(store.fixed).slice() : null;
    line.wantsFixed = false;
    const order = session.orderOf(index * session.batchSize + shard.first, shard.rows);
    return new Promise((resolve, reject) => {
      line.resolve = resolve;
      line.reject = reject;
      const message: StepMessage = { type: 'step', numbers, fixed, order, shard, step };
      line.port.post(message, [numbers.buffer]);
    });
  }

  /** Puts a thread's gradients and outputs where they are added up and kept. */
  private take(
    { numbers }: StepAnswer,
    index: number,
    thread: number,
    { first, rows }: Shard,
  ): void {
    const { session } = this;
    const { floats } = session.model.store.weights;
    const line = this.lines[thread - 1] as Line;
    line.numbers = numbers;
    const { memory } = session.model;
    memory.range(this.gradientsOf(thread), floats).set(numbers.subarray(0, floats));
    session.putOutputs(index * session.batchSize + first, rows, numbers.subarray(floats));
  }

  private lineOf(port: ThreadPort, floats: number): Line {
    const line: Line = {
      port,
      numbers: new Float32Array(floats),
      wantsFixed: true,
      resolve: () => {},
      reject: () => {},
    };
    port.receive((message) => {
      const answer = message as FromThread;
      if (answer.type === 'gradients') {
        line.resolve(answer);
        return;
      }
      this.failure = new Error(t`A training thread failed: ${answer.reason}`);
      line.reject(this.failure);
    });
    return line;
  }

  private batchAt(index: number): Batch {
    const { batchSize, samples } = this.session;
    const batch = (index + 1) * batchSize <= samples ? this.whole : this.tail;
    if (!batch) throw new Error(`There is no batch ${index}.`);
    return batch;
  }

  private gradientsOf(thread: number): number {
    const { model, shardGradients } = this.session;
    return thread === 0
      ? model.store.gradients.address
      : (shardGradients[thread - 1]?.address ?? 0);
  }

  private batchOf(shards: readonly Shard[]): Batch {
    const { store, instance } = this.session.model;
    const gradients = shards.map((_, thread) => this.gradientsOf(thread));
    return {
      shards,
      penalties: gradients.map((at, thread) => penaltiesOf(store, instance, at, shards, thread)),
      sums: sumsOf(instance, gradients, shards, { from: 0, count: store.weights.floats }),
    };
  }
}
