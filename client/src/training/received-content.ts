/** Large contents that the page has sent, piece by piece. */
import { t } from '#l10n';
import { type ContentPartMessage, joinBytes } from '../../../webview/src/protocol.ts';

export class ReceivedContent {
  readonly #parts = new Map<string, Uint8Array[]>();

  receive({ name, bytes }: ContentPartMessage): void {
    const parts = this.#parts.get(name);
    if (parts) parts.push(bytes);
    else this.#parts.set(name, [bytes]);
  }

  /**
   * What all pieces of this name are together; it can be taken once.
   * @throws where no piece came: what is stored is not to be replaced by nothing
   */
  take(name: string): Uint8Array {
    const parts = this.#parts.get(name);
    if (!parts) throw new Error(t('The training panel sent nothing to be stored.'));
    this.#parts.delete(name);
    return joinBytes(parts);
  }

  /** The page is another one, and will not finish what it began to send. */
  forget(): void {
    this.#parts.clear();
  }
}
