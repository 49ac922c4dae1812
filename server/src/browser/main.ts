/** The language server in a web worker; the client reads all files for it. */
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';
import { clientFiles, noFiles } from '../client-files.ts';
import { connectionOptions, startServer } from '../server.ts';

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const reader = new BrowserMessageReader(scope);
const writer = new BrowserMessageWriter(scope);
const connection = createConnection(ProposedFeatures.all, reader, writer, connectionOptions);

startServer(connection, {
  files: (client, { files }) => (files ? clientFiles(client) : noFiles),
});
