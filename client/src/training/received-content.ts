/** Large contents that the page has sent, piece by piece. */
import type { ContentPartMessage } from '../../../webview/src/protocol.ts';

export class ReceivedContent {
  readonly #parts = new Map<string, Uint8Array[]>();

  receive({ name, bytes }: ContentPartMessage): void {
    const parts = this.#parts.get(name);
    if (parts) parts.push(bytes);
    else this.#parts.set(name, [bytes]);
  }

  /** What all pieces of this name are together; it can be taken once. */
  take(name: string): Uint8Array {
    const parts = this.#parts.get(name) ?? [];
    this.#parts.delete(name);
    const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  /** The page is another one, and will not finish what it began to send. */
  forget(): void {
    this.#parts.clear();
  }
}
