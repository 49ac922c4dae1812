/** The language server under Node: `node dist/server/node.cjs --stdio` (or `--node-ipc`, `--socket=PORT`, `--pipe=NAME`). */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { clientFiles, noFiles } from '../client-files.ts';
import type { Files } from '../files.ts';
import { connectionOptions, startServer } from '../server.ts';
import { disk } from './disk.ts';

const connection = createConnection(ProposedFeatures.all, connectionOptions);
const report = (error: unknown) => connection.console.error(`Unexpected: ${error}`);
process.on('uncaughtException', report);
process.on('unhandledRejection', report);

startServer(connection, {
  files: (client, { files }) => byScheme(files ? clientFiles(client) : noFiles),
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
