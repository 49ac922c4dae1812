import {
  type Connection,
  type ConnectionOptions,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  Message,
  type RequestMessage,
  ResponseError,
  type ResponseMessage,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { serverCapabilities } from './capabilities.ts';
import { registerCodeActions } from './code-actions.ts';
import { registerCompletions } from './completions.ts';
import { registerCustomRequests } from './custom-requests.ts';
import { DiagnosticsPublisher, pullsDiagnostics } from './diagnostics.ts';
import type { Files } from './files.ts';
import { registerFormatting } from './formatting.ts';
import { registerNavigation } from './navigation.ts';
import { registerReading } from './reading.ts';
import type { ServerOptions } from './requests.ts';
import { property, type Session } from './session.ts';
import { Settings } from './settings.ts';
import { normalUri, Workspace } from './workspace.ts';

/** What differs between the places a server can run in. */
export interface Host {
  /** @param options as the client gave them */
  files(connection: Connection, options: ServerOptions): Files;
}

/** For `createConnection`: requests that are cancelled before their turn are not computed. */
export const connectionOptions: ConnectionOptions = {
  connectionStrategy: {
    cancelUndispatched: (message) =>
      Message.isRequest(message) ? cancelled(message.id) : undefined,
  },
};

function cancelled(id: RequestMessage['id']): ResponseMessage {
  const error = { code: LSPErrorCodes.RequestCancelled, message: 'The request was cancelled.' };
  return { jsonrpc: '2.0', id, error };
}

const notInitialized = new ResponseError(
  ErrorCodes.ServerNotInitialized,
  'The server waits for `initialize`.',
);

/** Files whose changes on disk matter. */
const watchedFiles = ['**/*.nnspec', '**/*.{csv,tsv,npz,gz,safetensors}', '**/*-ubyte'];

/** Serves a client until the connection ends. Everything begins with the client's `initialize`. */
export function startServer(connection: Connection, host: Host): void {
  const documents = new TextDocuments(TextDocument);
  const tooEarly = connection.onRequest(() => notInitialized);
  connection.onInitialize((params) => {
    tooEarly.dispose();
    return initialize(connection, documents, host, params);
  });
  documents.listen(connection);
  connection.listen();
}

function initialize(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  host: Host,
  params: InitializeParams,
): InitializeResult {
  const options = readOptions(params.initializationOptions);
  const files = host.files(connection, options);
  const settings = new Settings(connection, () => workspace.settingsChanged());
  const open = (uri: string) =>
    documents.get(uri) ?? documents.all().find((document) => normalUri(document.uri) === uri);
  const workspace = new Workspace({
    files,
    open: (uri) => {
      const document = open(uri);
      return document && { text: document.getText(), version: document.version };
    },
    severities: (uri) => settings.severities(uri),
    outdated: (uris) => publisher.outdated(uris.map((uri) => open(uri)?.uri ?? uri)),
    failed: (message) => connection.console.error(message),
  });
  const client = params.capabilities;
  const session: Session = { connection, workspace, client, documentation: options.documentation };
  const publisher = new DiagnosticsPublisher(session, (uri) => open(uri)?.version);

  registerReading(session);
  registerNavigation(session);
  registerCompletions(session, files);
  registerCodeActions(session);
  registerFormatting(session);
  registerCustomRequests(session);

  documents.onDidChangeContent(({ document }) => {
    workspace.changed(document.uri);
    publisher.edited(document.uri);
  });
  documents.onDidClose(({ document }) => {
    settings.forget(document.uri);
    workspace.closed(document.uri);
    publisher.closed(document.uri);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) workspace.fileChanged(uri);
  });
  connection.onDidChangeConfiguration((change) => settings.update(change.settings));
  connection.onInitialized(() => start(session, settings, foldersOf(params)));
  return {
    capabilities: serverCapabilities(pullsDiagnostics(session)),
    serverInfo: { name: 'NNSpec' },
  };
}

/** What asks something of the client has to wait until it is initialized. */
function start(
  { connection, workspace, client }: Session,
  settings: Settings,
  folders: string[],
): void {
  const log = (error: unknown) => connection.console.error(String(error));
  if (client.workspace?.configuration) settings.start().catch(log);
  if (client.workspace?.didChangeConfiguration?.dynamicRegistration) {
    const section = { section: 'nnspec' };
    connection.client.register(DidChangeConfigurationNotification.type, section).catch(log);
  }
  if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration) {
    const watchers = watchedFiles.map((globPattern) => ({ globPattern }));
    connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(log);
  }
  if (client.workspace?.workspaceFolders) {
    connection.workspace.onDidChangeWorkspaceFolders(({ added }) => {
      workspace.index(added.map(({ uri }) => uri)).catch(log);
    });
  }
  workspace.index(folders).catch(log);
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => uri);
  return rootUri ? [rootUri] : [];
}

function readOptions(given: unknown): ServerOptions {
  const documentation = property(given, 'documentation');
  return {
    files: property(given, 'files') === true,
    ...(typeof documentation === 'string' ? { documentation } : {}),
  };
}
