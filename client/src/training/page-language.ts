/** In which language the page speaks, and its words in that language. */
import { env, Uri, workspace } from 'vscode';

/** What the page is given: its language, and its texts by the English ones; none are needed for English. */
export interface PageLanguage {
  /** BCP 47: `en`, `id`. */
  readonly name: string;
  readonly texts: Readonly<Record<string, string>>;
}

const english: PageLanguage = { name: 'en', texts: {} };

/** The language of the setting, else that of VS Code, where the extension speaks it; else English. */
export async function pageLanguage(extensionUri: Uri): Promise<PageLanguage> {
  const wanted = workspace.getConfiguration('nnspec').get('language', 'auto');
  const name = (wanted === 'auto' ? env.language : wanted).split('-')[0] ?? 'en';
  const bundle = Uri.joinPath(extensionUri, 'l10n', `bundle.l10n.${name}.json`);
  try {
    const bytes = await workspace.fs.readFile(bundle);
    return { name, texts: JSON.parse(new TextDecoder().decode(bytes)) };
  } catch {
    // There is no such bundle for English, nor for languages that the extension does not speak.
    return english;
  }
}
