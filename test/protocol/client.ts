import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import {
  type ClientCapabilities,
  createProtocolConnection,
  type Diagnostic,
  DidOpenTextDocumentNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-protocol/node';
import { buildTarget } from '../../scripts/build.ts';
import { memoryFlags, type ServerRequests } from '../../server/src/requests.ts';

/** How a client under test differs from one that pushes nothing and knows everything. */
export interface ClientSettings {
  readonly capabilities?: ClientCapabilities;
  /** URIs of the workspace's folders. */
  readonly folders?: readonly string[];
  /** Answers to `workspace/configuration`. */
  readonly configuration?: () => unknown;
  readonly options?: unknown;
}

/** A language client: the built server in a process of its own, spoken to over its standard streams. */
export class TestClient {
  readonly process: ChildProcess;
  readonly connection: ProtocolConnection;
  /** Everything the server logged. */
  readonly log: string[] = [];
  readonly #published: PublishDiagnosticsParams[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #versions = new Map<string, number>();
  capabilities: InitializeResult['capabilities'] = {};

  private constructor(server: ChildProcess, connection: ProtocolConnection) {
    this.process = server;
    this.connection = connection;
    connection.onNotification('window/logMessage', ({ message }) => {
      this.log.push(message);
    });
    connection.onNotification('textDocument/publishDiagnostics', (params) => {
      this.#published.push(params);
      for (const listener of this.#listeners) listener();
    });
  }

  /** Starts the server and shakes hands with it. */
  static async start(settings: ClientSettings = {}): Promise<TestClient> {
    const { capabilities = {}, folders = [], configuration, options } = settings;
    const client = await TestClient.spawn();
    const { connection } = client;
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('workspace/configuration', ({ items }) =>
      items.map(() => configuration?.() ?? null),
    );
    const result = await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: folders.map((uri) => ({ uri, name: uri })),
      capabilities,
      initializationOptions: options,
    });
    client.capabilities = result.capabilities;
    await connection.sendNotification(InitializedNotification.type, {});
    return client;
  }

  /** Starts the server without a word. */
  static async spawn(): Promise<TestClient> {
    const server = spawn(process.execPath, [...memoryFlags, await builtServer(), '--stdio'], {
      cwd: tmpdir(),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(server, 'spawn');
    if (!server.stdout || !server.stdin) throw new Error('The server has no standard streams.');
    const connection = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    connection.listen();
    return new TestClient(server, connection);
  }

  async open(uri: string, text: string): Promise<void> {
    this.#versions.set(uri, 1);
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'nnspec', version: 1, text },
    });
  }

  /** Edits an open document; returns its new version. */
  async change(uri: string, ...contentChanges: TextDocumentContentChangeEvent[]): Promise<number> {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges,
    });
    return version;
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** Any request by its method; the caller says what it expects back. */
  request<R>(method: string, params: unknown): Promise<R> {
    return this.connection.sendRequest<R>(method, params);
  }

  /** A request of NNSpec's own. */
  ask<M extends keyof ServerRequests>(
    method: M,
    params: ServerRequests[M]['params'],
  ): Promise<ServerRequests[M]['result']> {
    return this.connection.sendRequest(method, params);
  }

  /** What was published for a document, the last first, that satisfies a condition; waits for it. */
  diagnostics(
    uri: string,
    accept: (diagnostics: readonly Diagnostic[], version: number | undefined) => boolean,
    patience = 10_000,
  ): Promise<readonly Diagnostic[]> {
    return new Promise((resolve, reject) => {
      const timeout = setTimeout(() => {
        this.#listeners.delete(look);
        const last = this.#published.findLast((one) => one.uri === uri);
        reject(new Error(`No such diagnostics of ${uri}; the last: ${JSON.stringify(last)}`));
      }, patience);
      const look = () => {
        const found = this.#published.findLast((one) => one.uri === uri);
        if (!found || !accept(found.diagnostics, found.version)) return;
        clearTimeout(timeout);
        this.#listeners.delete(look);
        resolve(found.diagnostics);
      };
      this.#listeners.add(look);
      look();
    });
  }

  /** How often diagnostics were published. */
  get publications(): number {
    return this.#published.length;
  }

  /** Ends the server as a client should; returns its exit code. */
  async stop(): Promise<number | null> {
    const exit = once(this.process, 'exit');
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification('exit');
    const [code] = await exit;
    this.connection.dispose();
    return code;
  }
}

let server: Promise<string> | undefined;

/** Built once for all tests of a process: the files that are packaged. */
function builtServer(): Promise<string> {
  server ??= buildServer();
  return server;
}

async function buildServer(): Promise<string> {
  for (const beside of ['inspector', 'on-demand']) await buildTarget(`server/${beside}.cjs`);
  return buildTarget('server/node.cjs');
}
