import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { spokenTexts } from '#l10n';
import type { DataProblem, DataSummary } from '#language';
import type { Look } from '../file-inspector.ts';
import type { Files } from '../files.ts';

/**
 * Asks what a data file holds: one on disk, which the thread reads itself, or one whose chunks are sent. `path` is how the
 * specification writes it.
 */
export type InspectorRequest =
  | { readonly kind: 'disk'; readonly id: number; readonly path: string; readonly uri: string }
  | { readonly kind: 'sent'; readonly id: number; readonly path: string }
  | { readonly kind: 'chunk'; readonly id: number; readonly chunk: Uint8Array }
  | { readonly kind: 'end'; readonly id: number };

/** One of both is there. */
export interface InspectorAnswer {
  readonly id: number;
  readonly summary?: DataSummary | DataProblem;
  readonly failure?: string;
}

/** How long the thread waits for another file before it gives back its memory, in milliseconds. */
const patience = 10_000;

interface Waiting {
  resolve(summary: DataSummary | DataProblem): void;
  reject(error: Error): void;
}

let thread: Worker | undefined;
let lastId = 0;
let ending: NodeJS.Timeout | undefined;
const waiting = new Map<number, Waiting>();

/** Looks into data files in another thread. */
export function lookInThread(files: Files): Look<DataSummary> {
  return (uri, path) => {
    const id = ++lastId;
    clearTimeout(ending);
    const inspector = start();
    const found = new Promise<DataSummary | DataProblem>((resolve, reject) =>
      waiting.set(id, { resolve, reject }),
    );
    const ask = (request: InspectorRequest) => inspector.postMessage(request);
    if (uri.startsWith('file:')) ask({ kind: 'disk', id, path, uri });
    else {
      ask({ kind: 'sent', id, path });
      send(id, files.read(uri), ask).catch((error: Error) =>
        settle({ id, failure: error.message }),
      );
    }
    return found;
  };
}

/** Sends a file as it comes, until no one waits for it any more. */
async function send(
  id: number,
  chunks: AsyncIterable<Uint8Array>,
  ask: (request: InspectorRequest) => void,
): Promise<void> {
  for await (const chunk of chunks) {
    if (!waiting.has(id)) return;
    ask({ kind: 'chunk', id, chunk });
  }
  ask({ kind: 'end', id });
}

function start(): Worker {
  if (thread) return thread;
  // Beside the server's own bundle, which is CommonJS.
  const worker = new Worker(join(__dirname, 'inspector.cjs'), { workerData: spokenTexts() });
  worker.unref();
  worker.on('message', settle);
  worker.on('error', (error: Error) => {
    thread = undefined;
    for (const id of waiting.keys()) settle({ id, failure: error.message });
  });
  thread = worker;
  return worker;
}

function settle({ id, summary, failure }: InspectorAnswer): void {
  const asked = waiting.get(id);
  waiting.delete(id);
  if (summary) asked?.resolve(summary);
  else asked?.reject(new Error(failure));
  if (waiting.size === 0) ending = setTimeout(stop, patience).unref();
}

function stop(): void {
  void thread?.terminate();
  thread = undefined;
}
