/** Waiting without holding anything up. */
import { nextTurn } from '../turns.ts';

/** Where nobody sees the page its timers ring once a second or seldomer, and there is no frame to spare: a turn has to do. */
export function pause(milliseconds: number): Promise<void> {
  if (document.hidden) return nextTurn();
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
