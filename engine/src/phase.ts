import { t } from '#l10n';
import type { PhasePlan, Plan } from '#plan';
import type { DataSet } from './data/dataset.ts';
import { createPatience, type Patience } from './monitor.ts';
import { mostThreads } from './parallel/choice.ts';
import { openStepper } from './parallel/open-stepper.ts';
import type { Threads } from './parallel/threads.ts';
import { PlanError } from './plan-error.ts';
import { Probes } from './probes.ts';
import { addressOf } from './program/program.ts';
import { Session } from './session.ts';
import type { Stepper } from './stepper.ts';
import type { Task } from './task.ts';
import type { Snapshot, TrainerOptions, WeightArray } from './trainer.ts';

/** What a training may take where the host sets no limit. */
export const DEFAULT_MEMORY_LIMIT_BYTES = 2 ** 31;

/** One phase of a training, opened: its model in memory, its optimizer, its probes. */
export class Phase {
  readonly plan: PhasePlan;
  readonly session: Session;
  readonly stepper: Stepper;
  /** Null where probes are switched off. */
  readonly probes: Probes | null;
  /** Null where the schedule waits for no plateau. */
  readonly plateau: Patience | null;

  /** @param previous a phase that is over: it is closed, and its memory may be taken again */
  constructor(options: TrainerOptions, task: Task, index: number, previous: Phase | null = null) {
    previous?.close();
    const { plan, data, parallel } = options;
    const phase = plan.train.phases[index];
    if (!phase) throw new Error(`The plan has no phase ${index}.`);
    this.plan = phase;
    const threads = parallel ? threadsOfPhase(plan, phase, data.train.count, parallel) : 1;
    const usedMemory = previous?.reusableMemory() ?? null;
    this.session = openSession({ ...options, phase, task, threads, usedMemory });
    const { session } = this;
    const { kernels } = session;
    const ports = parallel?.ports ?? [];
    this.stepper = openStepper({ plan, phase, task, data, session, kernels, ports });
    this.probes = openProbes(options, plan, data, this.session);
    const { schedule } = phase;
    this.plateau =
      schedule.name === 'reduce_on_plateau' ? createPatience(schedule.monitor, 0) : null;
  }

  /** Lets the threads go that shared its steps; what is left can be evaluated. */
  close(): void {
    this.stepper.close();
  }

  /** Shared memory, once its threads are gone. */
  private reusableMemory(): WebAssembly.Memory | null {
    const { threads } = this.session.batches;
    return threads > 1 ? this.session.model.instance.memory : null;
  }

  weights(): WeightArray[] {
    return this.session.model.store.all.map((parameter) => ({
      name: parameter.fullName,
      shape: parameter.shape,
      values: this.session.valuesOf(parameter).slice(),
      learned: parameter.learned,
    }));
  }

  setWeights(weights: readonly Pick<WeightArray, 'name' | 'values'>[], model: string): void {
    const byName = new Map(this.session.model.store.all.map((p) => [p.fullName, p]));
    for (const { name, values } of weights) {
      const parameter = byName.get(name);
      if (!parameter) throw new PlanError(t`The model '${model}' has no '${name}'.`);
      if (parameter.size !== values.length) {
        const shape = parameter.shape.join(' × ');
        throw new PlanError(t`'${name}' has ${shape} numbers, not ${values.length}.`);
      }
      this.session.valuesOf(parameter).set(values);
    }
    this.stepper.weightsWerePut();
  }

  /** A training from NaN or infinity leads nowhere: initialisers and files may hold what float32 does not. */
  requireFiniteWeights(): void {
    if (this.stepper.weightsAreFinite()) return;
    for (const { name, values } of this.weights()) {
      const wrong = values.find((value) => !Number.isFinite(value));
      if (wrong === undefined) continue;
      throw new PlanError(
        t`'${name}' would start with ${wrong}: weights are float32, up to 3.4e38. Choose another initialiser, or other weights.`,
      );
    }
  }

  /** The gradients that the last backward pass left. */
  gradients(): WeightArray[] {
    return this.session.model.store.all
      .filter(({ gradient }) => gradient !== null)
      .map((parameter) => ({
        name: parameter.fullName,
        shape: parameter.shape,
        values: this.session.model.memory
          .range(addressOf(parameter.gradient), parameter.size)
          .slice(),
        learned: true,
      }));
  }

  snapshot(): Snapshot {
    const { weights, fixed } = this.session.model.store;
    return {
      learned: this.session.rangeOf(weights).slice(),
      fixed: this.session.rangeOf(fixed).slice(),
    };
  }

  put({ learned, fixed }: Snapshot): void {
    const { store } = this.session.model;
    this.session.rangeOf(store.weights).set(learned);
    this.session.rangeOf(store.fixed).set(fixed);
    this.stepper.weightsWerePut();
  }

  /** Runs something that must leave running statistics as they were. */
  preservingStatistics(run: () => void): void {
    const { fixed } = this.session.model.store;
    const values = this.session.rangeOf(fixed).slice();
    run();
    this.session.rangeOf(fixed).set(values);
  }
}

/** As many of the host's threads as can share the phase's batches. */
function threadsOfPhase(
  plan: Plan,
  phase: PhasePlan,
  samples: number,
  { ports, kernels }: Threads,
): number {
  const exchange = kernels?.sharesMemory ? 'memory' : 'messages';
  return Math.min(mostThreads({ plan, phase, samples, exchange }), ports.length + 1);
}

interface SessionWishes extends TrainerOptions {
  readonly phase: PhasePlan;
  readonly task: Task;
  readonly threads: number;
  readonly usedMemory: WebAssembly.Memory | null;
}

/** A session for so many threads, or for one where there is no memory for the others. */
function openSession(wishes: SessionWishes): Session {
  const { threads, parallel, kernels, shuffle = true } = wishes;
  const { memoryLimitBytes = DEFAULT_MEMORY_LIMIT_BYTES } = wishes;
  const own = { ...wishes, shuffle, memoryLimitBytes };
  if (threads > 1) {
    try {
      return new Session({ ...own, kernels: parallel?.kernels ?? kernels });
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
    }
  }
  return new Session({ ...own, threads: 1, usedMemory: null });
}

function openProbes({ probes }: TrainerOptions, plan: Plan, data: DataSet, session: Session) {
  return (probes ?? true) ? new Probes(plan, data, session) : null;
}
