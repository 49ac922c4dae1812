/** The language server in a web worker; the client reads all files for it. */
import { clientFiles, noFiles } from '../client-files.ts';
import { Connection, type Message } from '../connection.ts';
import type { OnDemand } from '../on-demand.ts';
import { startServer } from '../server.ts';
import { lookAtData } from './look-at-data.ts';

/** The other bundle leaves what it exports under this name. */
interface Scope extends DedicatedWorkerGlobalScope {
  nnspecOnDemand?: OnDemand;
}

const scope = globalThis as unknown as Scope;

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
  async onDemand({ bundles = scope.location.href.replace(/\/[^/]*$/, '') }) {
    if (!scope.nnspecOnDemand) scope.importScripts(`${bundles}/on-demand.js`);
    return scope.nnspecOnDemand as OnDemand;
  },
  exit: () => scope.close(),
  watch: () => undefined,
});
