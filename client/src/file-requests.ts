/** Reads files for a language server that cannot: in the browser, and in workspaces that are on no disk. */
import { Disposable, FileType, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { ClientRequests } from '../../server/src/requests.ts';

type Answers = {
  readonly [M in keyof ClientRequests]: (
    params: ClientRequests[M]['params'],
  ) => Promise<ClientRequests[M]['result']>;
};

const answers: Answers = {
  'nnspec/readFile': ({ uri, offset, length }) =>
    orNull(async () => {
      const bytes = await workspace.fs.readFile(Uri.parse(uri));
      return toBase64(bytes.subarray(offset, offset + length));
    }),
  'nnspec/fileStatus': ({ uri }) =>
    orNull(async () => {
      const { mtime, size } = await workspace.fs.stat(Uri.parse(uri));
      return { modified: mtime, size };
    }),
  'nnspec/readFolder': async ({ uri }) => {
    const entries = await orNull(() => workspace.fs.readDirectory(Uri.parse(uri)));
    return (entries ?? []).map(([name, type]) => ({
      name,
      folder: (type & FileType.Directory) !== 0,
    }));
  },
  'nnspec/specifications': async () => {
    const found = await workspace.findFiles('**/*.nnspec', '**/node_modules/**');
    return found.map((uri) => uri.toString());
  },
};

/** Begins to answer the server's `ClientRequests`. */
export function answerFileRequests(client: BaseLanguageClient): Disposable {
  const registrations = Object.entries(answers).map(([method, answer]) =>
    client.onRequest(method, answer as (params: unknown) => unknown),
  );
  return Disposable.from(...registrations);
}

/** A file that is not there is an answer, not an error. */
async function orNull<T>(read: () => PromiseLike<T>): Promise<T | null> {
  try {
    return await read();
  } catch {
    return null;
  }
}

/** In pieces: a function call takes only so many arguments. */
function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  }
  return btoa(pieces.join(''));
}
