/** The language server in a web worker; the client reads all files for it. */
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createMessageConnection,
} from 'vscode-jsonrpc/browser';
import { clientFiles, noFiles } from '../client-files.ts';
import { connectionOptions, startServer } from '../server.ts';
import { logError } from '../session.ts';

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const reader = new BrowserMessageReader(scope);
const writer = new BrowserMessageWriter(scope);
const report = (error: unknown) => logError(connection, `Unexpected: ${error}`);
const logger = { error: report, warn: report, info: () => undefined, log: () => undefined };
const connection = createMessageConnection(reader, writer, logger, connectionOptions);

startServer(connection, {
  files: (client, { files }) => (files ? clientFiles(client) : noFiles),
  exit: () => scope.close(),
  watch: () => undefined,
});
