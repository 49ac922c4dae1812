import type { Program } from '../model.ts';
import type { Session } from '../session.ts';
import { COMMANDS, Control } from './control.ts';
import { Member, REPORTED, type SharedPlaces, UPDATE } from './member.ts';
import { type Team, TeamStepper } from './team.ts';
import type { ShareOpening } from './threads.ts';

/**
 * Steps that several threads make together in one memory. Everything beside them (evaluation, probes, gradients
 * of other batches) is as in a training of one thread, and done by the first.
 */
export class SharedStepper extends TeamStepper {
  private readonly control: Control;
  private readonly member: Member;
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
    this.open(team, opening);
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
    if (!this.working) throw new Error('A training whose threads were let go cannot be continued.');
    control.issue(COMMANDS.step, index, step);
    this.member.step(index, step);
    this.loss = control.sum(REPORTED.loss) + control.sum(REPORTED.penalty);
    const { batchSize, samples } = session;
    return session.model.program(Math.min(batchSize, samples - index * batchSize), 'training');
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
