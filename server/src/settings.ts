import type { Connection } from 'vscode-languageserver';
import type { Environment } from '#language';

/** Severities of rules by their id, as `nnspec.rules` sets them. */
export type Severities = Environment['severities'];

const none: Severities = {};
const levels: readonly unknown[] = ['error', 'warning', 'information', 'hint', 'off'];

/** The settings of `nnspec.rules`, asked from the client for each document, and kept until the client says otherwise. */
export class Settings {
  readonly #connection: Connection;
  readonly #changed: () => void;
  readonly #known = new Map<string, Severities>();
  /** Of the document asked for last: most probably those of the next one too. */
  #latest = none;
  #supported = false;

  /** `changed` is told when the severities of a document differ from those handed out for it. */
  constructor(connection: Connection, changed: () => void) {
    this.#connection = connection;
    this.#changed = changed;
  }

  /** The client answers `workspace/configuration`. */
  async start(): Promise<void> {
    this.#supported = true;
    await this.#ask('');
  }

  /** Settings sent by a client that pushes them, or a hint to ask again. */
  update(pushed: unknown): void {
    const uris = [...this.#known.keys()];
    this.#known.clear();
    if (!this.#supported) this.#latest = readSeverities(pushed);
    for (const uri of this.#supported ? uris : []) void this.#ask(uri);
    if (!this.#supported) this.#changed();
  }

  severities(uri: string): Severities {
    const known = this.#known.get(uri);
    if (known) return known;
    this.#known.set(uri, this.#latest);
    if (this.#supported) void this.#ask(uri);
    return this.#latest;
  }

  forget(uri: string): void {
    this.#known.delete(uri);
  }

  async #ask(uri: string): Promise<void> {
    const before = this.#known.get(uri) ?? this.#latest;
    const item = { section: 'nnspec', ...(uri === '' ? {} : { scopeUri: uri }) };
    try {
      this.#latest = readSeverities({
        nnspec: await this.#connection.workspace.getConfiguration(item),
      });
    } catch (error) {
      this.#connection.console.error(`The client gave no settings: ${error}`);
      return;
    }
    this.#known.set(uri, this.#latest);
    if (JSON.stringify(before) !== JSON.stringify(this.#latest)) this.#changed();
  }
}

/** What of `{ nnspec: { rules } }` is valid; the rest is ignored. */
function readSeverities(settings: unknown): Severities {
  const rules = property(property(settings, 'nnspec'), 'rules');
  if (typeof rules !== 'object' || rules === null) return none;
  return Object.fromEntries(Object.entries(rules).filter(([, level]) => levels.includes(level)));
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
