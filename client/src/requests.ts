/** The language server's own requests, typed. */
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { ServerRequests } from '../../server/src/requests.ts';

/** @throws where the server cannot answer, with its message */
export function request<M extends keyof ServerRequests>(
  client: BaseLanguageClient,
  method: M,
  params: ServerRequests[M]['params'],
): Promise<ServerRequests[M]['result']> {
  return client.sendRequest<ServerRequests[M]['result']>(method, params);
}
