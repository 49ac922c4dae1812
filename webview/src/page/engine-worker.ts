/** Workers with the engine, started from a blob: a page may not load one from the extension's origin. */
import type { KernelBytes } from '#engine';
import { spokenTexts } from '#l10n';
import {
  FROM_WORKER,
  type FromWorker,
  MessageHandler,
  type MessageHandlers,
  type ToWorker,
  type WorkerFile,
} from '../protocol.ts';
import { t } from './localization.ts';
import { Pulse } from './pulse.ts';

/** Where the extension's own files are, as the page addresses them. */
export interface EngineAddresses {
  readonly worker: string;
  readonly simd: string;
  readonly relaxed: string;
}

/** What every worker needs, fetched once. */
export interface EngineFiles {
  readonly scriptUrl: string;
  readonly kernels: KernelBytes;
}

/** Fetches the engine as soon as the page is there, and has a worker ready before somebody presses Train. */
export class Engine {
  readonly #files: Promise<EngineFiles>;
  #spare: Promise<EngineWorker> | null;

  constructor(addresses: EngineAddresses) {
    this.#files = fetchEngine(addresses);
    this.#spare = this.#files.then((files) => new EngineWorker(files));
    // Reported when it is needed; until then it is no unhandled rejection.
    this.#spare.catch(() => {});
  }

  /** @throws where the extension's own files cannot be read */
  get files(): Promise<EngineFiles> {
    return this.#files;
  }

  /** A worker that has done nothing yet. */
  async worker(): Promise<EngineWorker> {
    const spare = this.#spare;
    this.#spare = null;
    return spare ?? new EngineWorker(await this.#files);
  }
}

async function fetchEngine(addresses: EngineAddresses): Promise<EngineFiles> {
  const [script, simd, relaxed] = await Promise.all([
    fetchBytes(addresses.worker),
    fetchBytes(addresses.simd),
    fetchBytes(addresses.relaxed),
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
    idle: () => {},
    beat: () => {},
    'worker-fault': () => {},
    ...handlers,
  };
}

/** Who hears of a worker. */
export interface WorkerListener {
  readonly handlers: MessageHandlers<FromWorker>;
  /** Told of what no message could say: the worker is dead. */
  readonly onCrash: (fault: string) => void;
  /** Told that the worker does not answer, and that it answers again. */
  readonly onSilence?: (silent: boolean) => void;
}

/** One worker. */
export class EngineWorker {
  readonly #worker: Worker;
  #pulse: Pulse | null = null;
  /** What it died of before anybody listened. */
  #fault: string | null = null;

  constructor({ scriptUrl, kernels }: EngineFiles) {
    // Named for those who look at it in the developer tools.
    this.#worker = new Worker(scriptUrl, { name: 'nnspec-engine' });
    this.#worker.onerror = (event) => {
      this.#fault = faultOf(event);
    };
    this.send({ type: 'load', kernels, texts: spokenTexts() });
  }

  /** Hands over data for what comes next, and says who hears of it. */
  begin(files: readonly WorkerFile[], { handlers, onCrash, onSilence }: WorkerListener): void {
    const messages = new MessageHandler<ToWorker, FromWorker>(
      (message) => this.send(message),
      FROM_WORKER,
      handlers,
      (fault) => onCrash(fault.message),
    );
    this.#pulse?.stop();
    if (onSilence) this.#pulse = new Pulse(() => this.send({ type: 'beat' }), onSilence);
    this.#worker.onmessage = ({ data }) => {
      this.#pulse?.heard();
      void messages.receive(data);
    };
    this.#worker.onerror = (event) => onCrash(faultOf(event));
    if (this.#fault !== null) onCrash(this.#fault);
    this.send({ type: 'files', files });
  }

  send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  terminate(): void {
    this.#pulse?.stop();
    this.#worker.terminate();
  }
}

/** Browsers put words of their own before an error's. */
function faultOf({ message }: ErrorEvent): string {
  return message.replace(/^Uncaught (Error: )?/, '') || t('The worker ended.');
}
