/** In which language the extension speaks: its client, its server and its pages. */
import { env, Uri, workspace } from 'vscode';
import type { Texts } from '#l10n';

export interface Language {
  /** BCP 47: `en`, `id`. */
  readonly name: string;
  /** None are needed for English. */
  readonly texts: Texts;
}

/** The setting of it. */
export const languageSetting = 'nnspec.language';

const english: Language = { name: 'en', texts: {} };

/** The language of the setting, else that of VS Code, where the extension speaks it; else English. */
export async function chosenLanguage(extensionUri: Uri): Promise<Language> {
  const wanted = workspace.getConfiguration().get(languageSetting, 'auto');
  const name = (wanted === 'auto' ? env.language : wanted).split('-')[0] ?? english.name;
  if (name === english.name) return english;
  const bundle = Uri.joinPath(extensionUri, 'l10n', `${name}.json`);
  try {
    const bytes = await workspace.fs.readFile(bundle);
    return { name, texts: JSON.parse(new TextDecoder().decode(bytes)) };
  } catch {
    // There is no such bundle for languages that the extension does not speak.
    return english;
  }
}
