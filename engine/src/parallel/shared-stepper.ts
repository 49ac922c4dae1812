import type { PhasePlan, Plan } from '#plan';
import type { DataSet } from '../data/dataset.ts';
import type { Kernels } from '../kernels.ts';
import type { Program } from '../model.ts';
import type { Session } from '../session.ts';
import { Stepper } from '../stepper.ts';
import type { Task } from '../task.ts';
import { COMMANDS, Control } from './control.ts';
import { Member, REPORTED, type SharedPlaces, UPDATE } from './member.ts';
import { outlineOf, type ShareMessage, type ThreadPort } from './threads.ts';

/**
 * Steps that several threads make together in one memory. Everything beside them (evaluation, probes, gradients
 * of other batches) is as in a training of one thread, and done by the first.
 */
export class SharedStepper extends Stepper {
  private readonly control: Control;
  private readonly member: Member;
  private open = true;

  constructor(
    plan: Plan,
    phase: PhasePlan,
    task: Task,
    data: DataSet,
    session: Session,
    ports: readonly ThreadPort[],
    kernels: Kernels,
  ) {
    super(plan, phase, session);
    const { model, batches, classWeights } = session;
    const places = placesOf(session);
    this.control = new Control(batches.threads);
    const { control } = this;
    const outline = outlineOf(data);
    const common = { plan, phase, batches, places };
    for (const [index, port] of ports.slice(0, batches.threads - 1).entries()) {
      port.post({
        ...common,
        type: 'share',
        data: outline,
        classWeights,
        kernels,
        memory: model.instance.memory,
        control: control.buffer,
        thread: index + 1,
      } satisfies ShareMessage);
    }
    this.member = new Member({ ...common, task, model, control, thread: 0 });
    control.meet();
  }

  override close(): void {
    if (this.open) this.control.issue(COMMANDS.close);
    this.open = false;
  }

  override step(index: number, step: number): Program {
    const { control, session } = this;
    if (!this.open) throw new Error('A training whose threads were let go cannot be continued.');
    control.issue(COMMANDS.step, index, step);
    this.member.step(index, step);
    this.loss = this.sum(REPORTED.loss) + this.sum(REPORTED.penalty);
    const { batchSize, samples } = session;
    return session.model.program(Math.min(batchSize, samples - index * batchSize), 'training');
  }

  protected override collect(keeps: boolean): void {
    this.control.issue(COMMANDS.collect, Number(keeps));
    this.member.collect(keeps);
  }

  protected override apply(learningRate: number, factor: number): void {
    const { control, member, optimizer } = this;
    control.values[UPDATE.rate] = learningRate;
    control.values[UPDATE.factor] = factor;
    control.values.set(optimizer.state(), UPDATE.state);
    control.issue(COMMANDS.update);
    member.update();
    optimizer.restore(member.optimizerState);
    const squares = this.sum(REPORTED.squares);
    this.noteNorms(factor, member.scale, squares, this.sum(REPORTED.clippedSquares));
  }

  /** Over all threads, in their order. */
  private sum(reported: number): number {
    let sum = 0;
    for (const report of this.control.reports) sum += report[reported] as number;
    return sum;
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
    gradients: [store.gradients.address, ...threadStarts],
    accumulated: buffers.accumulated.address,
    moments: [first.address, second.address],
  };
}
