/** The language server in a web worker; the client reads all files for it. */
import { spokenTexts } from '#l10n';
import { clientFiles, noFiles } from '../client-files.ts';
import { Connection, type Message } from '../connection.ts';
import type { OnDemand } from '../on-demand.ts';
import type { ServerOptions } from '../requests.ts';
import { startServer } from '../server.ts';
import type { Inspector } from './inspector.ts';

/** The other bundles leave what they export under these names. */
interface Bundles {
  nnspecOnDemand?: OnDemand;
  nnspecInspector?: Inspector;
}

const scope = globalThis as unknown as DedicatedWorkerGlobalScope & Bundles;

const scripts: Readonly<Record<keyof Bundles, string>> = {
  nnspecOnDemand: 'on-demand.js',
  nnspecInspector: 'inspector.js',
};

function load<N extends keyof Bundles>(name: N, { bundles }: ServerOptions): Required<Bundles>[N] {
  const folder = bundles ?? scope.location.href.replace(/\/[^/]*$/, '');
  if (!scope[name]) scope.importScripts(`${folder}/${scripts[name]}`);
  return scope[name] as Required<Bundles>[N];
}

const connection = new Connection({
  send: (message) => scope.postMessage(message),
  listen(receive) {
    scope.onmessage = ({ data }: MessageEvent<Message>) => receive(data);
  },
  defer: (callback) => setTimeout(callback, 0),
});

startServer(connection, {
  files: (client, { files }) => (files ? clientFiles(client) : noFiles),
  lookAtData: (files, options) => async (uri, path) => {
    const { speak, summarize } = load('nnspecInspector', options);
    speak(spokenTexts());
    return summarize(path, files.read(uri));
  },
  onDemand: async (options) => load('nnspecOnDemand', options),
  exit: () => scope.close(),
  watch: () => undefined,
});
