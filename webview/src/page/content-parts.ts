/** Large contents on their way to the host: in pieces, so that no window on the way is held up by one message. */
import type { FromWebview } from '../protocol.ts';
import { pause } from './pause.ts';

const PART_BYTES = 512 * 1024;
/** Between two pieces: others have a frame of their own meanwhile. */
const PAUSE_MILLISECONDS = 16;

/** @returns the name by which another message speaks of the content */
export async function sendInParts(
  content: Uint8Array,
  send: (message: FromWebview, transfer: Transferable[]) => void,
): Promise<string> {
  const name = crypto.randomUUID();
  for (let at = 0; at < content.length; at += PART_BYTES) {
    if (at > 0) await pause(PAUSE_MILLISECONDS);
    const bytes = content.slice(at, at + PART_BYTES);
    send({ type: 'content-part', name, bytes }, [bytes.buffer]);
  }
  return name;
}
