import { t } from '#l10n';
import type { Program } from '../model.ts';
import type { Session } from '../session.ts';
import { COMMANDS, Control } from './control.ts';
import { join } from './join.ts';
import { Member, REPORTED, type SharedPlaces, UPDATE } from './member.ts';
import { Pace } from './pace.ts';
import { type Team, TeamStepper } from './team.ts';
import type { OpenCommon, ShareOpening } from './threads.ts';

/**
 * Steps that several threads make together in one memory, or the first one alone in all their parts of it where that
 * is faster. Everything beside them (evaluation, probes, gradients
 * of other batches) is as in a training of one thread, and done by the first.
 */
export class SharedStepper extends TeamStepper {
  private readonly control: Control;
  private readonly member: Member;
  private readonly pace = new Pace();
  /** What the other threads were told, to do the same by itself. */
  private readonly tasks: readonly (OpenCommon & ShareOpening)[];
  /** All threads' parts in this one's hands; empty until they are needed. */
  private members: readonly Member[] = [];
  private working = true;

  constructor(team: Team) {
    super(team);
    const { plan, phase, task } = team;
    const { model, batches } = team.session;
    const places = placesOf(team.session);
    this.control = new Control(batches.threads);
    const { control } = this;
    const opening: ShareOpening = {
      type: 'share',
      memory: model.instance.memory,
      control: control.buffer,
      places,
    };
    this.tasks = this.open(team, opening);
    this.member = new Member({ plan, phase, batches, places, task, model, control, thread: 0 });
    control.meet();
  }

  override close(): void {
    if (this.working) this.control.issue(COMMANDS.close);
    this.working = false;
  }

  /** The threads go on to the update without being asked again. */
  override announce(learningRate: number, last: boolean): void {
    const { values } = this.control;
    const { accumulate } = this.plan.train;
    values[UPDATE.collects] = Number(accumulate > 1);
    values[UPDATE.keeps] = Number(this.collectedSteps > 0);
    values[UPDATE.applies] = Number(last || this.collectedSteps + 1 >= accumulate);
    values[UPDATE.rate] = learningRate;
    values[UPDATE.factor] = 1 / (this.collectedSteps + 1);
    values.set(this.optimizer.state(), UPDATE.state);
  }

  override step(index: number, step: number): Program {
    const { control, session } = this;
    if (!this.working)
      throw new Error(t`A training whose threads were let go cannot be continued.`);
    const { batchSize, samples } = session;
    const rows = Math.min(batchSize, samples - index * batchSize);
    const { together } = this.pace;
    if (!together) this.takeAllParts();
    const begin = performance.now();
    if (together) {
      control.issue(COMMANDS.step, index, step);
      this.member.step(index, step);
    } else this.stepAlone(index, step);
    this.pace.note(performance.now() - begin, rows);
    this.loss = control.sum(REPORTED.loss) + control.sum(REPORTED.penalty);
    return session.model.program(rows, 'training');
  }

  private takeAllParts(): void {
    if (this.members.length > 0) return;
    this.members = [this.member, ...this.tasks.map((task) => join(task, this.control))];
  }

  /** The same step, to the bit: every stage of one thread's part after the other's. */
  private stepAlone(index: number, step: number): void {
    const { members } = this;
    let stages = 0;
    for (let i = 0; i < members.length; i++) {
      stages = (members[i] as Member).begin(index, step);
    }
    for (let stage = 0; stage < stages; stage++) {
      for (let i = 0; i < members.length; i++) (members[i] as Member).run(stage);
    }
  }

  /** Notes what the threads have done as it was announced. */
  override update(): void {
    const { control, member } = this;
    const { values } = control;
    this.updated = values[UPDATE.applies] === 1;
    this.collectedSteps = this.updated ? 0 : this.collectedSteps + 1;
    if (!this.updated) return;
    this.optimizer.restore(member.optimizerState);
    const factor = values[UPDATE.factor] as number;
    const squares = control.sum(REPORTED.squares);
    this.noteNorms(factor, member.scale, squares, control.sum(REPORTED.clippedSquares));
  }
}

function placesOf({ model, buffers, threadStarts }: Session): SharedPlaces {
  const { store } = model;
  const [first, second] = buffers.moments;
  return {
    inputs: buffers.inputs.address,
    targets: buffers.targets.address,
    order: buffers.order.address,
    outputs: buffers.outputs.address,
    weights: store.weights.address,
    fixed: store.fixed.address,
    exchange: model.shared.exchange.address,
    gradients: [store.gradients.address, ...threadStarts],
    accumulated: buffers.accumulated.address,
    moments: [first.address, second.address],
  };
}
