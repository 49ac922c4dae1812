/** To other frameworks and from them: `nnspec.export` and `nnspec.import`. */
import { Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { t } from '#l10n';
import type { FormatSummary } from '../../server/src/requests.ts';
import { request } from './requests.ts';
import type { TrainTarget } from './training/run-store.ts';

/** Asks for a format and opens the script; a trained model's file is stored where the person says. */
export async function exportTo(client: BaseLanguageClient, target: TrainTarget): Promise<void> {
  const format = await chooseFormat(client);
  if (!format) return;
  const weights = format.needsWeights ? await chooseWeights() : null;
  if (format.needsWeights && weights === null) return;
  const stem = (target.uri.split('/').at(-1) ?? '').replace(/\.nnspec$/, '');
  const script = `${decodeURIComponent(stem)}${format.suffix}`;
  const answer = await request(client, 'nnspec/export', {
    ...target,
    format: format.id,
    script,
    ...(weights !== null && { weights }),
  });
  if (!answer.ok) {
    void window.showErrorMessage(answer.problem);
  } else if (answer.text !== undefined) {
    await openText(answer.text, 'python');
  } else if (answer.base64 !== undefined) {
    await storeBytes(Uri.joinPath(Uri.parse(target.uri), '..', script), answer.base64);
  }
}

async function chooseFormat(client: BaseLanguageClient): Promise<FormatSummary | undefined> {
  const formats = await request(client, 'nnspec/formats', null);
  const picks = formats.map((format) => ({ label: format.title, detail: format.detail, format }));
  return (await window.showQuickPick(picks, { title: t('Export to') }))?.format;
}

/** The content of a file of weights in base64; null where the person chooses none. */
async function chooseWeights(): Promise<string | null> {
  const [file] =
    (await window.showOpenDialog({
      title: t('The trained weights'),
      filters: { safetensors: ['safetensors'] },
    })) ?? [];
  if (!file) return null;
  let text = '';
  for (const byte of await workspace.fs.readFile(file)) text += String.fromCharCode(byte);
  return btoa(text);
}

async function storeBytes(proposal: Uri, base64: string): Promise<void> {
  const file = await window.showSaveDialog({ defaultUri: proposal, filters: { ONNX: ['onnx'] } });
  if (!file) return;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  await workspace.fs.writeFile(file, bytes);
}

/** Turns the active editor's text, or a file that the person chooses, into a specification. */
export async function importFrom(client: BaseLanguageClient): Promise<void> {
  const text = await sourceText();
  if (text === null) return;
  const answer = await request(client, 'nnspec/import', { text });
  if (answer.ok) await openText(answer.text, 'nnspec');
  else void window.showErrorMessage(answer.problem);
}

async function sourceText(): Promise<string | null> {
  const active = window.activeTextEditor?.document;
  const other = active && active.languageId !== 'nnspec' && active.uri.scheme !== 'output';
  if (other && /^\s*(?:\{|\w+\(\s*$)/m.test(active.getText())) return active.getText();
  const [file] =
    (await window.showOpenDialog({
      title: t('A Keras model as JSON, or what PyTorch prints of one'),
      filters: { [t('Models')]: ['json', 'txt', 'log'] },
    })) ?? [];
  if (!file) return null;
  return new TextDecoder().decode(await workspace.fs.readFile(file));
}

/** In an editor, stored nowhere yet: the person looks at it first. */
async function openText(content: string, language: string): Promise<void> {
  await window.showTextDocument(await workspace.openTextDocument({ language, content }));
}
