import { instantiateIn } from '../kernels.ts';
import { compileModel } from '../model.ts';
import { taskOf } from '../task.ts';
import { COMMANDS, Control } from './control.ts';
import { threadModelOptions } from './layout.ts';
import { Member } from './member.ts';
import type { OpenMessage, ThreadPort } from './threads.ts';

/** What a thread that a host has started runs: it takes part in one training after the other. */
export function serveThread(port: ThreadPort): void {
  port.receive((message) => {
    const open = message as OpenMessage;
    const control = new Control(open.batches.threads, open.control);
    try {
      const member = join(open, control);
      control.meet();
      while (obey(member, control));
    } catch (error) {
      control.fail(error instanceof Error ? error.message : String(error));
    }
  });
}

/** Compiles the thread's model in its part of the shared memory. */
function join(open: OpenMessage, control: Control): Member {
  const { plan, phase, classWeights, kernels, memory, thread, batches, places } = open;
  const task = taskOf(plan, open.data);
  const start = places.gradients[thread] as number;
  const { weights, fixed } = places;
  const common = { plan, phase, task, kernels, classWeights };
  const model = compileModel(
    { ...threadModelOptions(common, batches, thread), arena: { start, weights, fixed } },
    instantiateIn(kernels, memory),
  );
  return new Member({ plan, phase, task, batches, places, model, control, thread });
}

/** Does its part of the next command; false after the last one. */
function obey(member: Member, control: Control): boolean {
  switch (control.next()) {
    case COMMANDS.step:
      member.step(control.argument(0), control.argument(1));
      return true;
    case COMMANDS.collect:
      member.collect(control.argument(0) === 1);
      return true;
    case COMMANDS.update:
      member.update();
      return true;
    default:
      return false;
  }
}
