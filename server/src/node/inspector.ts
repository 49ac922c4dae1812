/**
 * Looks into data files in a thread of its own: a file of gigabytes takes minutes to read, in which the server goes on answering
 * at once.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { speak } from '#l10n';
import { summarize } from '#language';
import { disk } from './disk.ts';
import type { InspectorAnswer, InspectorRequest } from './inspector-thread.ts';

speak(workerData);

/** Files whose content the server sends. */
const sent = new Map<number, ReadableStreamDefaultController<Uint8Array>>();

parentPort?.on('message', (request: InspectorRequest) => {
  const { id } = request;
  switch (request.kind) {
    case 'disk':
      return inspect(id, request.path, disk.read(request.uri));
    case 'sent':
      return inspect(
        id,
        request.path,
        new ReadableStream({ start: (to) => void sent.set(id, to) }),
      );
    case 'chunk':
      return sent.get(id)?.enqueue(request.chunk);
    case 'end':
      return sent.get(id)?.close();
  }
});

async function inspect(id: number, path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const answer = (given: Omit<InspectorAnswer, 'id'>) => parentPort?.postMessage({ id, ...given });
  try {
    answer({ summary: await summarize(path, chunks) });
  } catch (error) {
    answer({ failure: error instanceof Error ? error.message : String(error) });
  }
  sent.delete(id);
}
