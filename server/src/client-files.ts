import type { Connection } from './connection.ts';
import type { Files } from './files.ts';
import type { ClientRequests } from './requests.ts';

/** Bytes asked for in one request: no message, and nothing done with it, takes so long that the editor feels it. */
const chunkBytes = 1 << 18;

/** Files of a workspace that only the client can read (in the browser; virtual workspaces). */
export function clientFiles(connection: Connection): Files {
  const ask = <M extends keyof ClientRequests>(
    method: M,
    params: ClientRequests[M]['params'],
  ): Promise<ClientRequests[M]['result']> => connection.sendRequest(method, params);

  return {
    async status(uri) {
      return (await ask('nnspec/fileStatus', { uri })) ?? undefined;
    },

    async *read(uri) {
      for (let offset = 0; ; offset += chunkBytes) {
        const base64 = await ask('nnspec/readFile', { uri, offset, length: chunkBytes });
        if (base64 === null) throw new Error(`There is no file ${uri}.`);
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        yield bytes;
        if (bytes.length < chunkBytes) return;
      }
    },

    folder: (uri) => ask('nnspec/readFolder', { uri }),

    specifications: () => ask('nnspec/specifications', null),
  };
}

/** For clients that cannot be asked: every file is absent. */
export const noFiles: Files = {
  status: () => Promise.resolve(undefined),
  // biome-ignore lint/correctness/useYield: a file that is absent has no first chunk.
  async *read(uri) {
    throw new Error(`The editor gives no access to ${uri}.`);
  },
  folder: () => Promise.resolve([]),
  specifications: () => Promise.resolve([]),
};
