/** The extension's commands. */
import { commands, Disposable, type ExtensionContext, Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { t } from '#l10n';
import { diagnoseCommand, trainCommand } from '../../server/src/requests.ts';
import { exportTo, importFrom } from './exchange.ts';
import { newModel } from './new-model/new-model.ts';
import { request } from './requests.ts';
import type { TrainTarget } from './training/run-store.ts';
import type { TrainingPanels } from './training/training-panels.ts';

/** Registers every command of package.json. */
export function registerCommands(
  context: ExtensionContext,
  client: BaseLanguageClient,
  panels: TrainingPanels,
): Disposable {
  const open = async (start: boolean, uri: unknown, train: unknown) => {
    const target = await chooseTarget(client, uri, train);
    if (target) panels.show(target, { start });
  };
  return Disposable.from(
    commands.registerCommand(trainCommand, (uri, train) => open(true, uri, train)),
    commands.registerCommand(diagnoseCommand, (uri, train) => open(false, uri, train)),
    commands.registerCommand('nnspec.newModel', () => newModel(client, context.extensionUri)),
    commands.registerCommand('nnspec.export', async (uri, train) => {
      const target = await chooseTarget(client, uri, train);
      if (target) await exportTo(client, target);
    }),
    commands.registerCommand('nnspec.import', () => importFrom(client)),
    commands.registerCommand('nnspec.openExamples', () => copyExamples(context.extensionUri)),
    commands.registerCommand('nnspec.restartServer', async () => {
      await client.stop();
      await client.start();
    }),
  );
}

/**
 * From a code lens: `[uri string, index]`. From the title bar: `[Uri, group]`. From palette and keyboard: nothing, which
 * means the train block at the cursor of the active editor, the only one, or the one that the person picks.
 */
async function chooseTarget(
  client: BaseLanguageClient,
  uri: unknown,
  train: unknown,
): Promise<TrainTarget | null> {
  // Beside a walkthrough or the panel no text editor is active.
  const editor =
    window.activeTextEditor ??
    window.visibleTextEditors.find((visible) => visible.document.languageId === 'nnspec');
  const address =
    uri instanceof Uri || typeof uri === 'string'
      ? uri
      : (editor?.document.uri ?? lastSpecification());
  if (address === undefined) {
    void window.showInformationMessage(t('Open a .nnspec file to train its model.'));
    return null;
  }
  const document = typeof address === 'string' ? address : address.toString();
  if (typeof train === 'number') return { uri: document, train };
  const trains = await request(client, 'nnspec/trains', { uri: document });
  if (trains.length === 0) {
    void window.showInformationMessage(
      t('This file has no train block: add `train Model on Data {}`.'),
    );
    return null;
  }
  const line = editor?.document.uri.toString() === document ? editor.selection.active.line : -1;
  const atCursor = trains.findIndex(
    ({ range }) => range.start.line <= line && line <= range.end.line,
  );
  if (atCursor >= 0) return { uri: document, train: atCursor };
  if (trains.length === 1) return { uri: document, train: 0 };
  const picks = trains.map(({ model, data }, index) => ({
    label: t('{0} on {1}', model, data),
    index,
  }));
  const picked = await window.showQuickPick(picks, { title: t('Train') });
  return picked ? { uri: document, train: picked.index } : null;
}

/** Of the open documents, whether they are seen or not. */
function lastSpecification(): Uri | undefined {
  return workspace.textDocuments.findLast(({ languageId }) => languageId === 'nnspec')?.uri;
}

/** The extension's own folder is no place to edit in: examples and their data are copied where the person says. */
async function copyExamples(extensionUri: Uri): Promise<void> {
  const [parent] =
    (await window.showOpenDialog({
      title: t('Where to put the examples'),
      openLabel: t('Put the Examples Here'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  if (!parent) return;
  const folder = Uri.joinPath(parent, 'nnspec-examples');
  const examples = Uri.joinPath(extensionUri, 'examples');
  await workspace.fs.copy(examples, folder, { overwrite: true });
  const names = (await workspace.fs.readDirectory(folder)).map(([name]) => name);
  const specifications = names.filter((name) => name.endsWith('.nnspec'));
  const picked = await window.showQuickPick(specifications, { title: t('Open an Example') });
  if (picked) await window.showTextDocument(Uri.joinPath(folder, picked));
}
