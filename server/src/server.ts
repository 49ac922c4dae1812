import { speak, spokenTexts, type Texts } from '#l10n';
import type { DataSummary } from '#language';
import { serverCapabilities } from './capabilities.ts';
import { registerCodeActions } from './code-actions.ts';
import { registerCompletions } from './completions.ts';
import { type Connection, ErrorCodes, ResponseError } from './connection.ts';
import { registerCustomRequests } from './custom-requests.ts';
import { DiagnosticsPublisher, pullsDiagnostics } from './diagnostics.ts';
import { Documents } from './documents.ts';
import type { Look } from './file-inspector.ts';
import type { Files } from './files.ts';
import { registerFormatting } from './formatting.ts';
import { registerNavigation } from './navigation.ts';
import type { OnDemand } from './on-demand.ts';
import { property } from './property.ts';
import type { InitializeParams, InitializeResult } from './protocol.ts';
import { registerReading } from './reading.ts';
import type { ServerOptions } from './requests.ts';
import { registerSemanticTokens } from './semantic-tokens.ts';
import type { Session } from './session.ts';
import { Settings } from './settings.ts';
import { Workspace } from './workspace.ts';

/** What differs between the places a server can run in. */
export interface Host {
  /** @param options as the client gave them */
  files(connection: Connection, options: ServerOptions): Files;
  lookAtData(files: Files, options: ServerOptions): Look<DataSummary>;
  /** Loads the bundle of `on-demand.ts`. */
  onDemand(options: ServerOptions): Promise<OnDemand>;
  /** Ends the server. @param code 0 if it was told to shut down before */
  exit(code: 0 | 1): void;
  /** Ends the server once the client's process is gone. */
  watch(processId: number): void;
}

/** Files whose changes on disk matter. */
const watchedFiles = ['**/*.nnspec', '**/*.{csv,tsv,npz,gz,safetensors}', '**/*-ubyte'];

/** Serves a client until the connection ends. Everything begins with the client's `initialize`. */
export function startServer(connection: Connection, host: Host): void {
  const { ServerNotInitialized, MethodNotFound } = ErrorCodes;
  connection.onRequest('*', () => {
    throw new ResponseError(ServerNotInitialized, 'The server waits for `initialize`.');
  });
  connection.onRequest('initialize', (params: InitializeParams) => {
    connection.onRequest('*', () => {
      throw new ResponseError(MethodNotFound, 'The server does not know this method.');
    });
    if (typeof params.processId === 'number') host.watch(params.processId);
    return initialize(connection, host, params);
  });
  let exitCode: 0 | 1 = 1;
  connection.onRequest('shutdown', () => {
    exitCode = 0;
  });
  connection.onNotification('exit', () => host.exit(exitCode));
  connection.listen(() => host.exit(exitCode));
}

function initialize(
  connection: Connection,
  host: Host,
  params: InitializeParams,
): InitializeResult {
  const options = readOptions(params.initializationOptions);
  speak(options.texts ?? {});
  const files = host.files(connection, options);
  const settings = new Settings(connection, () => workspace.settingsChanged());
  const documents = new Documents(connection, {
    changed(uri) {
      workspace.changed(uri);
      publisher.edited(uri);
    },
    closed(uri) {
      settings.forget(uri);
      workspace.closed(uri);
      publisher.closed(uri);
    },
  });
  const workspace = new Workspace({
    files,
    lookAtData: host.lookAtData(files, options),
    open: (uri) => {
      const document = documents.get(uri);
      return document && { text: document.getText(), version: document.version };
    },
    severities: (uri) => settings.of(uri).severities,
    outdated: (uris) => publisher.outdated(uris.map((uri) => documents.get(uri)?.uri ?? uri)),
    failed: (message) => connection.logError(message),
  });
  const client = params.capabilities;
  const session: Session = {
    connection,
    workspace,
    client,
    documentation: options.documentation,
    shownHints: (uri) => settings.of(uri).hints,
    async onDemand() {
      const loaded = await host.onDemand(options);
      loaded.speak(spokenTexts());
      return loaded;
    },
  };
  const publisher = new DiagnosticsPublisher(session, (uri) => documents.get(uri)?.version);

  registerReading(session);
  registerSemanticTokens(session);
  registerNavigation(session);
  registerCompletions(session, files);
  registerCodeActions(session);
  registerFormatting(session);
  registerCustomRequests(session);

  const followed: Readonly<Record<string, (params: never) => void>> = {
    'workspace/didChangeWatchedFiles': ({ changes }: { changes: { uri: string }[] }) => {
      for (const { uri } of changes) workspace.fileChanged(uri);
    },
    'workspace/didChangeConfiguration': (change: { settings: unknown }) =>
      settings.update(change.settings),
    'workspace/didChangeWorkspaceFolders': ({ event }: { event: { added: { uri: string }[] } }) =>
      void workspace.index(event.added.map(({ uri }) => uri)),
    initialized: () => start(session, settings, foldersOf(params)),
  };
  for (const method in followed) connection.onNotification(method, followed[method] as () => void);
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
  const log = (error: unknown) => connection.logError(String(error));
  const register = (method: string, registerOptions: object) => {
    const registrations = [{ id: method, method, registerOptions }];
    connection.sendRequest('client/registerCapability', { registrations }).catch(log);
  };
  const { didChangeConfiguration, didChangeWatchedFiles, configuration } = client.workspace ?? {};
  if (configuration) settings.start().catch(log);
  if (didChangeConfiguration?.dynamicRegistration) {
    register('workspace/didChangeConfiguration', { section: 'nnspec' });
  }
  if (didChangeWatchedFiles?.dynamicRegistration) {
    const watchers = watchedFiles.map((globPattern) => ({ globPattern }));
    register('workspace/didChangeWatchedFiles', { watchers });
  }
  workspace.index(folders).catch(log);
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => uri);
  return rootUri ? [rootUri] : [];
}

function readOptions(given: unknown): ServerOptions {
  const documentation = property(given, 'documentation');
  const bundles = property(given, 'bundles');
  const texts = property(given, 'texts');
  return {
    files: property(given, 'files') === true,
    ...(typeof documentation === 'string' ? { documentation } : {}),
    ...(typeof bundles === 'string' ? { bundles } : {}),
    ...(isTexts(texts) ? { texts } : {}),
  };
}

function isTexts(given: unknown): given is Texts {
  if (typeof given !== 'object' || given === null) return false;
  return Object.values(given).every((text) => typeof text === 'string');
}
