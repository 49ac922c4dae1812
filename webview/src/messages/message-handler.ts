/**
 * Typed messages over an untyped channel. Host, page and worker all speak through this class: what they send is checked
 * by the compiler, what they receive is checked when it arrives.
 */

/** Every message is an object with a string-literal type. */
interface Message {
  readonly type: string;
}

/** What a field must be when it arrives; `?` allows null. */
export type FieldKind =
  | 'string'
  | 'number'
  | 'boolean'
  | 'object'
  | 'array'
  | 'bytes'
  | 'object?'
  | 'array?'
  | 'string?'
  | 'number?'
  | 'boolean?';

/** For each message type, the kind of each of its fields; the compiler demands that none is missing. */
export type MessageShapes<T extends Message> = {
  readonly [K in T['type']]: {
    readonly [F in Exclude<keyof Extract<T, { type: K }>, 'type'>]: FieldKind;
  };
};

/** One function a message type. */
export type MessageHandlers<T extends Message> = {
  readonly [K in T['type']]: (message: Extract<T, { type: K }>) => void | Promise<void>;
};

/** Sends messages of `TTo` and hands those of `TFrom`, once checked, to the function for their type. */
export class MessageHandler<TTo extends Message, TFrom extends Message> {
  readonly #post: (message: TTo, transfer: Transferable[]) => void;
  readonly #shapes: MessageShapes<TFrom>;
  readonly #handlers: MessageHandlers<TFrom>;
  readonly #onFault: (fault: Error) => void;

  /**
   * @param post puts a message on the channel
   * @param shapes what arriving messages must look like
   * @param onFault told of messages that are none, and of handlers that throw
   */
  constructor(
    post: (message: TTo, transfer: Transferable[]) => void,
    shapes: MessageShapes<TFrom>,
    handlers: MessageHandlers<TFrom>,
    onFault: (fault: Error) => void,
  ) {
    this.#post = post;
    this.#shapes = shapes;
    this.#handlers = handlers;
    this.#onFault = onFault;
  }

  /** `transfer` names buffers that move instead of being copied; the sender can no longer use them. */
  send(message: TTo, transfer: Transferable[] = []): void {
    this.#post(message, transfer);
  }

  /** To be called with whatever arrived. */
  async receive(value: unknown): Promise<void> {
    const fault = findFault(value, this.#shapes);
    if (fault !== null) {
      this.#onFault(new Error(fault));
      return;
    }
    const message = value as TFrom;
    const handle = this.#handlers[message.type as TFrom['type']] as (
      message: TFrom,
    ) => void | Promise<void>;
    try {
      await handle(message);
    } catch (error) {
      this.#onFault(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** Says what is wrong with an arrived message, or null where it is one of `T`. */
export function findFault<T extends Message>(
  value: unknown,
  shapes: MessageShapes<T>,
): string | null {
  if (typeof value !== 'object' || value === null || !('type' in value)) {
    return 'Received something that is not a message.';
  }
  const type = String(value.type);
  if (!Object.hasOwn(shapes, type)) return `Received a message of the unknown type “${type}”.`;
  const fields = shapes[type as T['type']] as Readonly<Record<string, FieldKind>>;
  for (const [name, kind] of Object.entries(fields)) {
    const field = (value as unknown as Readonly<Record<string, unknown>>)[name];
    if (!isOfKind(field, kind)) return `The message “${type}” arrived with a wrong “${name}”.`;
  }
  return null;
}

function isOfKind(value: unknown, kind: FieldKind): boolean {
  if (kind.endsWith('?')) return value === null || isOfKind(value, kind.slice(0, -1) as FieldKind);
  switch (kind) {
    case 'array':
      return Array.isArray(value);
    case 'bytes':
      return value instanceof Uint8Array;
    case 'object':
      return typeof value === 'object' && value !== null;
    default:
      return typeof value === kind;
  }
}
