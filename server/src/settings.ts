import { ALL_HINTS, type Environment, type HintKind, type ShownHints } from '#language';
import type { Connection } from './connection.ts';
import { property } from './property.ts';

/** Severities of rules by their id, as `nnspec.rules` sets them. */
export type Severities = Environment['severities'];

/** What the person set for a document. */
interface DocumentSettings {
  readonly severities: Severities;
  /** `nnspec.inlayHints`: which kinds are shown. */
  readonly hints: ShownHints;
}

const none: DocumentSettings = { severities: {}, hints: ALL_HINTS };
const levels: readonly unknown[] = ['error', 'warning', 'information', 'hint', 'off'];

/** The settings of `nnspec`, asked from the client for each document, and kept until the client says otherwise. */
export class Settings {
  readonly #connection: Connection;
  readonly #changed: () => void;
  readonly #known = new Map<string, DocumentSettings>();
  /** Of the document asked for last: most probably those of the next one too. */
  #latest = none;
  #supported = false;

  /** `changed` is told when the settings of a document differ from those handed out for it. */
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
    if (!this.#supported) this.#latest = readSettings(pushed);
    for (const uri of this.#supported ? uris : []) void this.#ask(uri);
    if (!this.#supported) this.#changed();
  }

  of(uri: string): DocumentSettings {
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
      const asked = { items: [item] };
      const [nnspec] = await this.#connection.sendRequest<unknown[]>(
        'workspace/configuration',
        asked,
      );
      this.#latest = readSettings({ nnspec });
    } catch (error) {
      this.#connection.logError(`The client gave no settings: ${error}`);
      return;
    }
    this.#known.set(uri, this.#latest);
    if (JSON.stringify(before) !== JSON.stringify(this.#latest)) this.#changed();
  }
}

/** What of `{ nnspec: { rules, inlayHints } }` is valid; the rest is ignored. */
function readSettings(settings: unknown): DocumentSettings {
  const nnspec = property(settings, 'nnspec');
  return {
    severities: readSeverities(property(nnspec, 'rules')),
    hints: readHints(property(nnspec, 'inlayHints')),
  };
}

function readSeverities(rules: unknown): Severities {
  if (typeof rules !== 'object' || rules === null) return none.severities;
  return Object.fromEntries(Object.entries(rules).filter(([, level]) => levels.includes(level)));
}

/** Kinds that are not switched off are shown. */
function readHints(hints: unknown): ShownHints {
  const kinds = Object.keys(ALL_HINTS) as HintKind[];
  const entries = kinds.map((kind) => [kind, property(hints, kind) !== false] as const);
  return Object.fromEntries(entries) as Record<HintKind, boolean>;
}
