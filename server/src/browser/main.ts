/** The language server in a web worker; the client reads all files for it. */
import { clientFiles, noFiles } from '../client-files.ts';
import { Connection, type Message } from '../connection.ts';
import { startServer } from '../server.ts';
import { lookAtData } from './look-at-data.ts';

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;

const connection = new Connection({
  send: (message) => scope.postMessage(message),
  listen(receive) {
    scope.onmessage = ({ data }: MessageEvent<Message>) => receive(data);
  },
  defer: (callback) => setTimeout(callback, 0),
});

startServer(connection, {
  files: (client, { files }) => (files ? clientFiles(client) : noFiles),
  lookAtData,
  exit: () => scope.close(),
  watch: () => undefined,
});
