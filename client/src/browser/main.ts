/** The extension in a browser's worker: vscode.dev and github.dev. */
import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { activateExtension, type ExtensionApi } from '../extension.ts';

/** Called by VS Code when the first specification is opened or a command is run. */
export function activate(context: ExtensionContext): Promise<ExtensionApi> {
  return activateExtension(context, (options) => {
    const bundles = Uri.joinPath(context.extensionUri, 'dist', 'server').toString(true);
    const initializationOptions = { ...options.initializationOptions, bundles };
    const script = Uri.joinPath(context.extensionUri, 'dist', 'server', 'browser.js');
    return new LanguageClient('nnspec', 'NNSpec', new Worker(script.toString(true)), {
      ...options,
      initializationOptions,
    });
  });
}
