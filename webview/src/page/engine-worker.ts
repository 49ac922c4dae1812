/** Workers with the engine, started from a blob: a page may not load one from the extension's origin. */
import type { KernelBytes } from '#engine';
import { spokenTexts } from '#l10n';
import {
  FROM_WORKER,
  type FromWorker,
  MessageHandler,
  type MessageHandlers,
  type SessionMessage,
  type ToWorker,
} from '../protocol.ts';
import { t } from './localization.ts';
import type { WorkerFile } from './received-files.ts';

/** What every worker needs, fetched once. */
export interface EngineFiles {
  readonly scriptUrl: string;
  readonly kernels: KernelBytes;
}

/** @throws where the extension's own files cannot be read */
export async function fetchEngine(session: SessionMessage): Promise<EngineFiles> {
  const [script, simd, relaxed] = await Promise.all([
    fetchBytes(session.workerUrl),
    fetchBytes(session.simdUrl),
    fetchBytes(session.relaxedUrl),
  ]);
  const blob = new Blob([script], { type: 'text/javascript' });
  return { scriptUrl: URL.createObjectURL(blob), kernels: { simd, relaxed } };
}

async function fetchBytes(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(
      t('The extension’s file {0} cannot be read (status {1}).', url, response.status),
    );
  }
  return new Uint8Array(await response.arrayBuffer());
}

/** Takes in only these messages of a worker. */
export function onlyThese(
  handlers: Partial<MessageHandlers<FromWorker>>,
): MessageHandlers<FromWorker> {
  return {
    'layer-parameters': () => {},
    progress: () => {},
    'run-findings': () => {},
    results: () => {},
    checkpoint: () => {},
    prediction: () => {},
    'range-test-result': () => {},
    'worker-fault': () => {},
    ...handlers,
  };
}

/** One worker with the data of one specification. */
export class EngineWorker {
  readonly #worker: Worker;
  readonly #messages: MessageHandler<ToWorker, FromWorker>;

  /** @param onCrash told of what no message could say: the worker is dead */
  constructor(
    engine: EngineFiles,
    files: readonly WorkerFile[],
    handlers: MessageHandlers<FromWorker>,
    onCrash: (fault: string) => void,
  ) {
    // Named for those who look at it in the developer tools.
    this.#worker = new Worker(engine.scriptUrl, { name: 'nnspec-engine' });
    this.#messages = new MessageHandler<ToWorker, FromWorker>(
      (message) => this.#worker.postMessage(message),
      FROM_WORKER,
      handlers,
      (fault) => onCrash(fault.message),
    );
    this.#worker.onmessage = ({ data }) => void this.#messages.receive(data);
    this.#worker.onerror = (event) => onCrash(event.message || t('The worker ended.'));
    this.send({ type: 'load', kernels: engine.kernels, files, texts: spokenTexts() });
  }

  send(message: ToWorker): void {
    this.#messages.send(message);
  }

  terminate(): void {
    this.#worker.terminate();
  }
}
