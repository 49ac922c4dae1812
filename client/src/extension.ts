/** What the extension consists of, whatever host it runs in. */
import { commands, type Disposable, type ExtensionContext, Uri, workspace } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { speak } from '#l10n';
import type { ServerOptions } from '../../server/src/requests.ts';
import type { RunSummary } from '../../webview/src/protocol.ts';
import { registerCommands } from './commands.ts';
import { answerFileRequests } from './file-requests.ts';
import { chosenLanguage, languageSetting } from './language.ts';
import { showLanguageStatus } from './language-status.ts';
import { LiveAnnotations } from './training/live-annotations.ts';
import { provideRunDocuments } from './training/run-documents.ts';
import { RunStore } from './training/run-store.ts';
import { RuntimeDiagnostics } from './training/runtime-diagnostics.ts';
import { TrainingPanels } from './training/training-panels.ts';

/** What other extensions may ask of this one. */
export interface ExtensionApi {
  /** The stored runs of a specification's train block (counted from 0), newest first. */
  runs(uri: string, train: number): readonly RunSummary[];
}

/** @param createClient makes the host's kind of language client */
export async function activateExtension(
  context: ExtensionContext,
  createClient: (options: LanguageClientOptions) => BaseLanguageClient,
): Promise<ExtensionApi> {
  const { extensionUri } = context;
  const { texts } = await chosenLanguage(extensionUri);
  speak(texts);
  const client = createClient({
    documentSelector: [{ language: 'nnspec' }],
    initializationOptions: {
      files: true,
      documentation: Uri.joinPath(extensionUri, 'docs', 'rules').toString(),
      texts,
    } satisfies ServerOptions,
  });
  const runs = new RunStore(
    context.storageUri ?? context.globalStorageUri,
    context.storageUri ? context.workspaceState : context.globalState,
  );
  const diagnostics = new RuntimeDiagnostics();
  const annotations = new LiveAnnotations();
  const panels = new TrainingPanels({ extensionUri, client, runs, diagnostics, annotations });
  context.subscriptions.push(
    { dispose: () => void client.stop() },
    diagnostics,
    annotations,
    panels,
    answerFileRequests(client),
    provideRunDocuments(runs),
    registerCommands(context, client, panels),
    showLanguageStatus(client),
    followLanguage(client, extensionUri),
  );
  await client.start();
  return { runs: (uri, train) => runs.list({ uri, train }) };
}

/** The server takes its language at its start: it is started again in another one. */
function followLanguage(client: BaseLanguageClient, extensionUri: Uri): Disposable {
  return workspace.onDidChangeConfiguration(async (change) => {
    if (!change.affectsConfiguration(languageSetting)) return;
    const { texts } = await chosenLanguage(extensionUri);
    speak(texts);
    const options: ServerOptions = { ...client.clientOptions.initializationOptions, texts };
    client.clientOptions.initializationOptions = options;
    await commands.executeCommand('nnspec.restartServer');
  });
}
