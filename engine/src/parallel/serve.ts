import { instantiateIn } from '../kernels.ts';
import { compileModel } from '../model.ts';
import { taskOf } from '../task.ts';
import { COMMANDS, Control } from './control.ts';
import { threadModelOptions } from './layout.ts';
import { Lender } from './lender.ts';
import { Member } from './member.ts';
import type { FailureAnswer, ShareMessage, ThreadPort, ToThread } from './threads.ts';

/** What a thread that a host has started runs: it takes part in one training after the other. */
export function serveThread(port: ThreadPort): void {
  let lender: Lender | null = null;
  port.receive((received) => {
    const message = received as ToThread;
    if (message.type === 'share') {
      takePart(message);
      return;
    }
    try {
      if (message.type === 'lend') lender = new Lender(message);
      else if (lender) {
        const answer = lender.step(message);
        port.post(answer, [answer.numbers.buffer]);
      }
    } catch (error) {
      port.post({ type: 'failure', reason: reasonOf(error) } satisfies FailureAnswer);
    }
  });
}

/** Works in another thread's memory until it is told that this is over. */
function takePart(message: ShareMessage): void {
  const control = new Control(message.batches.threads, message.control);
  try {
    const member = join(message, control);
    control.meet();
    while (obey(member, control));
  } catch (error) {
    control.fail(reasonOf(error));
  }
}

/** Compiles the thread's model in its part of the shared memory. */
function join(message: ShareMessage, control: Control): Member {
  const { plan, phase, classWeights, kernels, memory, thread, batches, places } = message;
  const task = taskOf(plan, message.data);
  const start = places.gradients[thread] as number;
  const { weights, fixed, exchange } = places;
  const common = { plan, phase, task, kernels, classWeights };
  const model = compileModel(
    { ...threadModelOptions(common, batches, thread), arena: { start, weights, fixed, exchange } },
    instantiateIn(kernels, memory),
  );
  return new Member({ plan, phase, task, batches, places, model, control, thread });
}

/** Does its part of the next step; false when there is none any more. */
function obey(member: Member, control: Control): boolean {
  if (control.next() === COMMANDS.close) return false;
  member.step(control.argument(0), control.argument(1));
  return true;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
