import type { Message } from '../connection.ts';

const headerEnd = Buffer.from('\r\n\r\n');

/** Takes the bytes of a stream, however they are cut, and gives the messages in it: each after a header with its length. */
export class MessageReader {
  readonly #receive: (message: Message) => void;
  #chunks: Buffer[] = [];
  #size = 0;
  /** Bytes of the message that is being received; undefined while its header is. */
  #length: number | undefined;

  constructor(receive: (message: Message) => void) {
    this.#receive = receive;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    // A long message comes in many chunks, which are put together once.
    while (this.#size > 0 && this.#size >= (this.#length ?? 0)) {
      const bytes = Buffer.concat(this.#chunks, this.#size);
      const used = this.#length === undefined ? this.#takeHeader(bytes) : this.#takeBody(bytes);
      this.#chunks = [bytes.subarray(used)];
      this.#size = bytes.length - used;
      if (used === 0) return;
    }
  }

  #takeHeader(bytes: Buffer): number {
    const end = bytes.indexOf(headerEnd);
    if (end < 0) return 0;
    const [, length] = /content-length: *(\d+)/i.exec(bytes.toString('latin1', 0, end)) ?? [];
    // A header without a length is skipped: what follows is most probably another one.
    this.#length = length === undefined ? undefined : Number(length);
    return end + headerEnd.length;
  }

  #takeBody(bytes: Buffer): number {
    const length = this.#length ?? 0;
    this.#length = undefined;
    const message = parsed(bytes.toString('utf8', 0, length));
    if (message) this.#receive(message);
    return length;
  }
}

/** Undefined for what is no JSON: no id can be read from it, so no one waits for an answer. */
function parsed(text: string): Message | undefined {
  try {
    return JSON.parse(text) as Message;
  } catch {
    return undefined;
  }
}
