/** Saves files where the person chooses. */
import { Uri, window, workspace } from 'vscode';

/**
 * Asks for the place; nothing is written where the person gives none.
 * @param beside a file, in whose folder the dialog begins
 */
export async function saveFile(beside: Uri, name: string, bytes: Uint8Array): Promise<void> {
  const folder = Uri.joinPath(beside, '..');
  const chosen = await window.showSaveDialog({ defaultUri: Uri.joinPath(folder, name) });
  if (chosen) await workspace.fs.writeFile(chosen, bytes);
}
