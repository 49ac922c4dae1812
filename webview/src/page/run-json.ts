/** A stored run as JSON, written down piece by piece: that of a long training takes longer than a frame. */
import { joinBytes, type StoredRun } from '../protocol.ts';
import { nextTurn } from '../turns.ts';

/** So long at a time. */
const TURN_MILLISECONDS = 4;
/** Records that are written in one go. */
const RECORDS = 20;

/** What `JSON.stringify` makes of the run, in UTF-8. */
export async function writeRun(run: StoredRun): Promise<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const written: Uint8Array[] = [];
  let begin = performance.now();
  for (const piece of pieces(run)) {
    written.push(encoder.encode(piece));
    if (performance.now() - begin < TURN_MILLISECONDS) continue;
    await nextTurn();
    begin = performance.now();
  }
  return joinBytes(written);
}

/** The texts that, one after the other, are the run as JSON. */
function* pieces({ record, ...frame }: StoredRun): Generator<string> {
  const { epochs, steps, ...events } = record;
  yield `${open(frame)},"record":${open(events)},"epochs":`;
  yield* list(epochs);
  yield ',"steps":';
  yield* list(steps);
  yield '}}';
}

/** An object that goes on. */
function open(value: object): string {
  return JSON.stringify(value).slice(0, -1);
}

function* list(values: readonly unknown[]): Generator<string> {
  for (let at = 0; at < values.length; at += RECORDS) {
    const some = JSON.stringify(values.slice(at, at + RECORDS));
    yield `${at === 0 ? '[' : ','}${some.slice(1, -1)}`;
  }
  yield values.length === 0 ? '[]' : ']';
}
