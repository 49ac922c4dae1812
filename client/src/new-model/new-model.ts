/** The command *New Model*. */
import { type QuickPickItem, Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { t } from '#l10n';
import { request } from '../requests.ts';
import { fillTable, relativePath, targetCandidates } from './fill-table.ts';
import { dataFileOf, type Template, templates } from './templates.ts';

/** Lets the person pick a template, and a table where it takes one; opens what became of it. */
export async function newModel(client: BaseLanguageClient, extensionUri: Uri): Promise<void> {
  const picked = await window.showQuickPick(
    templates().map((template) => ({ ...template, template })),
    { title: t('New Model'), placeHolder: t('What is the network to do?') },
  );
  if (!picked) return;
  const { template } = picked;
  if (dataFileOf(template) === undefined) await openUnsaved(template.text);
  else if (template.takes === undefined) await withShippedData(template, extensionUri);
  else await onTable(client, template, template.takes, extensionUri);
}

async function openUnsaved(content: string): Promise<void> {
  const document = await workspace.openTextDocument({ language: 'nnspec', content });
  await window.showTextDocument(document);
}

/** Tables of the workspace that are offered; others are found through the dialog. */
const MOST_TABLES = 20;

async function onTable(
  client: BaseLanguageClient,
  template: Template,
  takes: 'classes' | 'numbers',
  extensionUri: Uri,
): Promise<void> {
  const own = {
    label: t('Choose a File…'),
    description: t('csv or tsv, with a line of names'),
  };
  const shipped = {
    label: t('Use the Example Table'),
    description: dataFileOf(template) ?? '',
  };
  const tables = await workspace.findFiles('**/*.{csv,tsv}', '**/node_modules/**', MOST_TABLES);
  const present = tables
    .map((table) => ({ label: workspace.asRelativePath(table), table }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const choices: readonly (QuickPickItem & { readonly table?: Uri })[] = [...present, own, shipped];
  const picked = await window.showQuickPick(choices, { title: t('Which Data?') });
  if (picked?.table) await fromTable(client, template, takes, picked.table);
  if (picked === shipped) await withShippedData(template, extensionUri);
  if (picked !== own) return;
  const [file] =
    (await window.showOpenDialog({
      title: t('The Table to Learn from'),
      filters: { [t('Tables')]: ['csv', 'tsv', 'gz'] },
    })) ?? [];
  if (file) await fromTable(client, template, takes, file);
}

/** Asks which column is to be predicted, and where to put the specification. */
async function fromTable(
  client: BaseLanguageClient,
  template: Template,
  takes: 'classes' | 'numbers',
  file: Uri,
): Promise<void> {
  const table = await request(client, 'nnspec/table', { uri: file.toString() });
  if ('problem' in table) {
    void window.showErrorMessage(table.problem);
    return;
  }
  const candidates = targetCandidates(table.columns, takes);
  if (candidates.length === 0) {
    void window.showErrorMessage(
      takes === 'classes'
        ? t('The table has no column with 2 to 100 different values.')
        : t('The table has no column of numbers.'),
    );
    return;
  }
  const target = await window.showQuickPick(
    candidates.map(({ name, distinct }) => ({
      label: name,
      description: t('{0} different values', distinct),
    })),
    { title: t('Which Column Is to Be Predicted?') },
  );
  const place = target && (await choosePlace(template, Uri.joinPath(file, '..')));
  if (!place) return;
  const path = relativePath(place.path, file.path);
  await write(
    place,
    fillTable(template.text, { path, columns: table.columns, target: target.label }),
  );
}

/** The template as it is, with its data beside it. */
async function withShippedData(template: Template, extensionUri: Uri): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const place = await choosePlace(template, folder);
  const path = dataFileOf(template);
  if (!place || path === undefined) return;
  const copy = Uri.joinPath(place, '..', path);
  const present = await workspace.fs.stat(copy).then(
    () => true,
    () => false,
  );
  if (!present) await workspace.fs.copy(Uri.joinPath(extensionUri, 'examples', path), copy);
  await write(place, template.text);
}

async function choosePlace(template: Template, folder: Uri | undefined): Promise<Uri | undefined> {
  const name = `${template.file}.nnspec`;
  return window.showSaveDialog({
    title: t('Where to Put the Specification'),
    filters: { [t('Specifications')]: ['nnspec'] },
    ...(folder ? { defaultUri: Uri.joinPath(folder, name) } : {}),
  });
}

async function write(place: Uri, text: string): Promise<void> {
  await workspace.fs.writeFile(place, new TextEncoder().encode(text));
  await window.showTextDocument(place);
}
