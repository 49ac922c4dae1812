/** A message of JSON-RPC 2.0: a request has an id and a method, a notification only the method, a response only the id. */
export interface Message {
  readonly jsonrpc: '2.0';
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** How messages come and go: standard streams, a socket, a worker's port. */
export interface Transport {
  send(message: Message): void;
  /** @param closed is told when nothing more will come */
  listen(receive: (message: Message) => void, closed: () => void): void;
  /** Runs a callback once what has arrived meanwhile was received. */
  defer(callback: () => void): void;
}

/** Codes of JSON-RPC, and those that the Language Server Protocol adds. */
export const ErrorCodes = {
  MethodNotFound: -32601,
  InvalidParams: -32602,
  InternalError: -32603,
  ServerNotInitialized: -32002,
  RequestCancelled: -32800,
} as const;

/** An answer that says what is wrong with a request. */
export class ResponseError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Whether a request is to be answered with this. By its code, since bundles that are loaded later have a class of their own. */
export function isResponseError(error: unknown): error is ResponseError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number';
}

type Handler = (params: never) => unknown;

/**
 * Requests and notifications in both directions. Messages are handled in their order, one at a time, after all that has arrived
 * was received: so a request that is cancelled while it waits is not computed. (`vscode-jsonrpc` does the same and much that is
 * not needed here, and would be a sixth of the server.)
 */
export class Connection {
  readonly #transport: Transport;
  readonly #requests = new Map<string, Handler>();
  readonly #notifications = new Map<string, Handler>();
  readonly #waiting: Message[] = [];
  readonly #asked = new Map<
    unknown,
    { resolve(result: never): void; reject(error: Error): void }
  >();
  #lastId = 0;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Begins to receive. @param closed is told when the other side is gone */
  listen(closed: () => void): void {
    this.#transport.listen((message) => this.#receive(message), closed);
  }

  /** Answers a method's requests, or with `*` those of all others, with what the handler returns or throws. */
  onRequest<P>(method: string, handler: (params: P) => unknown): void {
    this.#requests.set(method, handler);
  }

  onNotification<P>(method: string, handler: (params: P) => void): void {
    this.#notifications.set(method, handler);
  }

  /** Rejects with the error that the other side answers. */
  sendRequest<R>(method: string, params?: unknown): Promise<R> {
    const id = ++this.#lastId;
    this.#transport.send({ jsonrpc: '2.0', id, method, params });
    return new Promise((resolve, reject) => this.#asked.set(id, { resolve, reject }));
  }

  sendNotification(method: string, params: unknown): void {
    this.#transport.send({ jsonrpc: '2.0', method, params });
  }

  /** Writes to the log that the editor shows for the server. */
  logError(message: string): void {
    this.sendNotification('window/logMessage', { type: 1, message });
  }

  #receive(message: Message): void {
    if (typeof message !== 'object' || message === null) return;
    if (message.method === '$/cancelRequest') this.#cancel(message);
    else if (message.method === undefined) this.#settle(message);
    else if (this.#waiting.push(message) === 1) this.#transport.defer(() => this.#handleNext());
  }

  #cancel({ params }: Message): void {
    const { id } = (params ?? {}) as { readonly id?: unknown };
    const position = this.#waiting.findIndex((message) => message.id === id && id !== undefined);
    if (position < 0) return;
    const [cancelled] = this.#waiting.splice(position, 1);
    const { RequestCancelled } = ErrorCodes;
    this.#answer(cancelled?.id, new ResponseError(RequestCancelled, 'The request was cancelled.'));
  }

  #settle({ id, result, error }: Message): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (error) asked?.reject(new ResponseError(error.code, error.message));
    else asked?.resolve(result as never);
  }

  #handleNext(): void {
    const message = this.#waiting.shift();
    if (this.#waiting.length > 0) this.#transport.defer(() => this.#handleNext());
    if (message?.id === undefined) this.#notify(message);
    else void this.#handle(message);
  }

  #notify(message: Message | undefined): void {
    try {
      this.#notifications.get(message?.method ?? '')?.(message?.params as never);
    } catch (error) {
      this.logError(`${message?.method} failed: ${error}`);
    }
  }

  async #handle({ id, method = '', params }: Message): Promise<void> {
    const handler = this.#requests.get(method) ?? this.#requests.get('*');
    try {
      this.#answer(id, await handler?.(params as never));
    } catch (error) {
      const known = isResponseError(error);
      const { InternalError } = ErrorCodes;
      this.#answer(id, known ? error : new ResponseError(InternalError, String(error)));
    }
  }

  #answer(id: Message['id'], result: unknown): void {
    const answer = isResponseError(result)
      ? { error: { code: result.code, message: result.message } }
      : { result: result ?? null };
    this.#transport.send({ jsonrpc: '2.0', id: id ?? null, ...answer });
  }
}
