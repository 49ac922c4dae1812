/** The extension under Node: VS Code on the desktop and in remote windows. */
import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { memoryFlags } from '../../../server/src/requests.ts';
import { activateExtension, type ExtensionApi } from '../extension.ts';

/** Called by VS Code when the first specification is opened or a command is run. */
export function activate(context: ExtensionContext): Promise<ExtensionApi> {
  return activateExtension(context, (options) => {
    const module = Uri.joinPath(context.extensionUri, 'dist', 'server', 'node.cjs').fsPath;
    const server = {
      module,
      transport: TransportKind.ipc,
      options: { execArgv: [...memoryFlags] },
    };
    return new LanguageClient('nnspec', 'NNSpec', { run: server, debug: server }, options);
  });
}
