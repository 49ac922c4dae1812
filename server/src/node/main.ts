/** The language server under Node: `node dist/server/node.cjs --stdio` (or `--node-ipc`, `--socket=PORT`, `--pipe=NAME`). */
import { join } from 'node:path';
import { clientFiles, noFiles } from '../client-files.ts';
import { Connection } from '../connection.ts';
import type { Files } from '../files.ts';
import type { OnDemand } from '../on-demand.ts';
import { startServer } from '../server.ts';
import { disk } from './disk.ts';
import { lookInThread } from './inspector-thread.ts';
import { transport } from './transport.ts';

/** How often the client's process is looked for, in milliseconds. */
const watchInterval = 3000;

const connection = new Connection(transport(process.argv.slice(2)));
const report = (error: unknown) => connection.logError(`Unexpected: ${error}`);
process.on('uncaughtException', report);
process.on('unhandledRejection', report);

startServer(connection, {
  files: (client, { files }) => byScheme(files ? clientFiles(client) : noFiles),
  lookAtData: lookInThread,
  onDemand: async () => require(join(__dirname, 'on-demand.cjs')) as OnDemand,
  exit: (code) => process.exit(code),
  watch(processId) {
    setInterval(() => {
      try {
        process.kill(processId, 0);
      } catch {
        process.exit(1);
      }
    }, watchInterval).unref();
  },
});

/** Files on disk are read from there, those of virtual workspaces through the client. */
function byScheme(elsewhere: Files): Files {
  const filesOf = (uri: string) => (uri.startsWith('file:') ? disk : elsewhere);
  return {
    status: (uri) => filesOf(uri).status(uri),
    read: (uri) => filesOf(uri).read(uri),
    folder: (uri) => filesOf(uri).folder(uri),
    async specifications(folders) {
      const local = folders.filter((uri) => uri.startsWith('file:'));
      const found = [disk.specifications(local)];
      if (local.length < folders.length) found.push(elsewhere.specifications(folders));
      return [...new Set((await Promise.all(found)).flat())];
    },
  };
}
