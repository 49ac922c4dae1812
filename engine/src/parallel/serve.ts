import { COMMANDS, Control } from './control.ts';
import { join } from './join.ts';
import { Lender } from './lender.ts';
import type { Member } from './member.ts';
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

/** Does its part of the next step; false when there is none any more. */
function obey(member: Member, control: Control): boolean {
  if (control.next() === COMMANDS.close) return false;
  member.step(control.argument(0), control.argument(1));
  return true;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
