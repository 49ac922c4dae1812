import type { Kernel } from '../kernels.ts';
import { compileModel, type Model } from '../model.ts';
import { sizeOf } from '../program/build.ts';
import type { Buffer } from '../program/program.ts';
import { seedMasks } from '../session.ts';
import { type Task, taskOf } from '../task.ts';
import { threadModelOptions } from './layout.ts';
import { runAll } from './pieces.ts';
import type { LendMessage, StepAnswer, StepMessage } from './threads.ts';

/**
 * A thread with a memory and data of its own. It keeps nothing from one step to the next: each brings
 * the weights, so that whatever happens to them between steps needs no further message.
 */
export class Lender {
  private readonly model: Model;
  private readonly task: Task;
  private readonly seed: number;
  private readonly inputSize: number;
  private readonly inputs: Buffer;
  private readonly targets: Buffer;
  private readonly order: Buffer;
  private readonly gather: Kernel;

  constructor({
    plan,
    phase,
    data,
    classWeights,
    kernels,
    thread,
    batches,
    inputs,
    targets,
  }: LendMessage) {
    this.task = taskOf(plan, data);
    this.seed = plan.train.seed;
    this.inputSize = sizeOf(plan.model.inputShape);
    this.inputs = { floats: inputs.length, address: 0 };
    this.targets = { floats: targets.length, address: 0 };
    this.order = { floats: batches.batchSize, address: 0 };
    const common = { plan, phase, task: this.task, kernels, classWeights };
    this.model = compileModel({
      ...threadModelOptions(common, batches, thread),
      extra: () => [this.inputs, this.targets, this.order],
    });
    this.gather = this.model.instance.kernel('gatherRows');
    const { memory } = this.model;
    memory.floats.set(inputs, this.inputs.address / 4);
    memory.floats.set(targets, this.targets.address / 4);
  }

  /** Gradients and outputs of one shard, in the numbers that brought the weights. */
  step({ numbers, fixed, order, shard, step }: StepMessage): StepAnswer {
    const { model, task } = this;
    const { memory, store, shared } = model;
    const { weights, gradients } = store;
    const { rows } = shard;
    memory.range(weights.address, weights.floats).set(numbers.subarray(0, weights.floats));
    if (fixed) memory.range(store.fixed.address, fixed.length).set(fixed);
    memory.words.set(order, this.order.address / 4);
    this.gather(this.inputs.address, this.order.address, model.inputs, rows, this.inputSize);
    this.gather(this.targets.address, this.order.address, model.targets, rows, task.targetSize);
    seedMasks(model, this.seed, step);
    const program = model.program(rows, 'training', shard);
    runAll(program.calls);
    numbers.set(memory.range(gradients.address, gradients.floats));
    numbers.set(memory.range(program.outputs, rows * task.outputSize), gradients.floats);
    const loss = memory.doubles[shared.loss.address / 8] as number;
    return { type: 'gradients', numbers, loss };
  }
}
