import {
  type Analysis,
  Analyzer,
  type DataSummary,
  type Environment,
  type WeightsSummary,
} from '#language';
import { FileInspector, type Look, lookAtWeights } from './file-inspector.ts';
import { type Files, readText } from './files.ts';
import type { Severities } from './settings.ts';
import { normalUri, resolvePath } from './uris.ts';

/** A specification's text as the editor shows it, or as it is stored. */
export interface SpecificationText {
  readonly text: string;
  /** The editor's count of changes; null for a text that is not open. */
  readonly version: number | null;
}

interface Cached {
  readonly source: SpecificationText;
  readonly analysis: Analysis;
  /** URIs of the data files and specifications that the analysis looked at. */
  readonly uses: ReadonlySet<string>;
}

/** What the workspace is made from. */
export interface WorkspaceSources {
  readonly files: Files;
  readonly lookAtData: Look<DataSummary>;
  /** The text of a document that is open in the editor. */
  open(uri: string): SpecificationText | undefined;
  severities(uri: string): Severities;
  /** Analyses of these specifications are out of date because of something other than their own text. */
  outdated(uris: readonly string[]): void;
  /** Something in the background failed; for the log. */
  failed(message: string): void;
}

/**
 * All specifications the server knows, each with one analysis that is kept until its text or something it looked at
 * changes. Looking at data files and other specifications happens in the background; `outdated` tells when it has
 * brought news.
 */
export class Workspace {
  readonly #sources: WorkspaceSources;
  readonly #data: FileInspector<DataSummary>;
  readonly #weights: FileInspector<WeightsSummary>;
  readonly #cache = new Map<string, Cached>();
  /** Of open documents: their next analysis is made from the one before. */
  readonly #analyzers = new Map<string, Analyzer>();
  /** By file, the specifications whose analyses looked at it. */
  readonly #users = new Map<string, Set<string>>();
  readonly #reading = new Map<string, Promise<void>>();
  /** Texts of specifications that are not open: undefined while they are being read, null where there is none. */
  readonly #stored = new Map<string, SpecificationText | null | undefined>();
  readonly #inProgress: string[] = [];
  /** Set when a circle of specifications was cut: what was analysed inside of it is not kept. */
  #circular = false;

  constructor(sources: WorkspaceSources) {
    this.#sources = sources;
    const changed = (uri: string) => this.changed(uri);
    this.#data = new FileInspector(sources.files, sources.lookAtData, changed);
    this.#weights = new FileInspector(sources.files, lookAtWeights(sources.files), changed);
  }

  /** The analysis of a specification as it is now; undefined where there is no such text (yet). */
  analysis(uri: string): Analysis | undefined {
    return this.#current(normalUri(uri))?.analysis;
  }

  /** The analysis of another text in a specification's place; it is not kept. */
  analysisOf(uri: string, text: string): Analysis {
    return this.#analyze(normalUri(uri), { text, version: null }, new Analyzer()).analysis;
  }

  /**
   * The analysis once all files it speaks of were looked at; undefined where there is no such specification.
   * @param text analysed in place of the specification's own
   */
  async settled(uri: string, text?: string): Promise<Analysis | undefined> {
    const address = normalUri(uri);
    for (;;) {
      while (text === undefined && !this.#text(address) && this.#reading.has(address)) {
        await this.#reading.get(address);
      }
      const source = text === undefined ? undefined : { text, version: null };
      const current = source
        ? this.#analyze(address, source, new Analyzer())
        : this.#current(address);
      const waiting = this.#pending(current, new Set([address]));
      if (waiting.length === 0) return current?.analysis;
      await Promise.all(waiting);
    }
  }

  /** The version of a document that is open; null for others. */
  version(uri: string): number | null {
    return this.#sources.open(normalUri(uri))?.version ?? null;
  }

  /** The URIs of all specifications, open or found in the workspace's folders. */
  specifications(): readonly string[] {
    return [...new Set([...this.#cache.keys(), ...this.#stored.keys()])];
  }

  /** Reads the specifications of the workspace's folders in the background. */
  async index(folders: readonly string[]): Promise<void> {
    const found = await this.#sources.files.specifications(folders);
    await Promise.all(found.map((uri) => this.#readStored(normalUri(uri))));
  }

  /** A file (data or specification) is another one now, on disk or in the editor. */
  changed(uri: string): void {
    const address = normalUri(uri);
    const outdated = new Set<string>();
    this.#forget(address, outdated);
    outdated.delete(address);
    if (outdated.size > 0) this.#sources.outdated([...outdated]);
  }

  /** The editor says that a file on disk was created, changed or deleted. */
  fileChanged(uri: string): void {
    const address = normalUri(uri);
    if (address.endsWith('.nnspec')) void this.#readStored(address);
    else if ([this.#data, this.#weights].map((one) => one.invalidate(address)).includes(true)) {
      this.changed(address);
    }
  }

  /** A specification is no longer open: what is stored of it counts again. */
  closed(uri: string): void {
    this.#analyzers.delete(normalUri(uri));
    this.changed(uri);
    void this.#readStored(normalUri(uri));
  }

  /** Severities or other settings changed: everything is analysed again. */
  settingsChanged(): void {
    const uris = [...this.#cache.keys()];
    this.#cache.clear();
    this.#sources.outdated(uris);
  }

  #current(uri: string): Cached | undefined {
    const source = this.#text(uri);
    if (!source) return undefined;
    const cached = this.#cache.get(uri);
    if (cached?.source.text === source.text) return cached;
    const fresh = this.#analyze(uri, source, this.#analyzerOf(uri, source));
    const isOutermost = this.#inProgress.length === 0;
    if (isOutermost || !this.#circular) this.#keep(uri, fresh);
    if (isOutermost) this.#circular = false;
    return fresh;
  }

  /** Most specifications that are not open are looked at once: only the others are prepared for a next time. */
  #analyzerOf(uri: string, { version }: SpecificationText): Analyzer {
    const analyzer = this.#analyzers.get(uri) ?? new Analyzer();
    if (version !== null) this.#analyzers.set(uri, analyzer);
    return analyzer;
  }

  #keep(uri: string, cached: Cached): void {
    this.#cache.set(uri, cached);
    for (const used of cached.uses) {
      const users = this.#users.get(used) ?? new Set();
      this.#users.set(used, users.add(uri));
    }
  }

  #analyze(uri: string, source: SpecificationText, analyzer: Analyzer): Cached {
    const uses = new Set<string>();
    this.#inProgress.push(uri);
    try {
      return {
        source,
        uses,
        analysis: analyzer.analyze(source.text, this.#environment(uri, uses)),
      };
    } finally {
      this.#inProgress.pop();
    }
  }

  /** What is being read that an analysis, or one it looked at, speaks of. */
  #pending(cached: Cached | undefined, seen: Set<string>): Promise<void>[] {
    return [...(cached?.uses ?? [])].flatMap((uri) => {
      if (seen.has(uri)) return [];
      seen.add(uri);
      const reading =
        this.#reading.get(uri) ?? this.#data.pending(uri) ?? this.#weights.pending(uri);
      return [...(reading ? [reading] : []), ...this.#pending(this.#cache.get(uri), seen)];
    });
  }

  #environment(uri: string, uses: Set<string>): Environment {
    return {
      uri,
      severities: this.#sources.severities(uri),
      dataSummary: (path) => {
        const file = resolvePath(uri, path);
        uses.add(file);
        return this.#data.summary(file, path);
      },
      weightsSummary: (path) => {
        const file = resolvePath(uri, path);
        uses.add(file);
        return this.#weights.summary(file, path);
      },
      module: (path) => {
        const file = resolvePath(uri, path);
        uses.add(file);
        if (this.#inProgress.includes(file)) {
          this.#circular = true;
          return 'circular';
        }
        const other = this.#current(file);
        // What is not kept itself must be found through the one that it was made for.
        if (this.#circular) for (const used of other?.uses ?? []) uses.add(used);
        return other?.analysis;
      },
    };
  }

  #text(uri: string): SpecificationText | undefined {
    const open = this.#sources.open(uri);
    if (open) return open;
    if (!this.#stored.has(uri)) void this.#readStored(uri);
    return this.#stored.get(uri) ?? undefined;
  }

  /** Reads a specification from disk, or finds that it is gone. */
  #readStored(uri: string): Promise<void> {
    if (!this.#stored.has(uri)) this.#stored.set(uri, undefined);
    const reading = this.#readText(uri).then((text) => {
      // A later look at the file has the say.
      if (this.#reading.get(uri) !== reading) return;
      this.#reading.delete(uri);
      const before = this.#stored.get(uri);
      this.#stored.set(uri, text === null ? null : { text, version: null });
      if (before?.text !== text && !this.#sources.open(uri)) this.changed(uri);
    });
    this.#reading.set(uri, reading);
    return reading;
  }

  /** Null where there is no such file; one that goes or comes while it is read is looked at again. */
  async #readText(uri: string, attempts = 3): Promise<string | null> {
    const { files, failed } = this.#sources;
    try {
      return (await files.status(uri)) ? await readText(files, uri) : null;
    } catch (error) {
      if (attempts > 1) return this.#readText(uri, attempts - 1);
      failed(`${uri} cannot be read: ${error}`);
      return null;
    }
  }

  /** Drops the analyses that looked at `uri`, directly or through another specification. */
  #forget(uri: string, outdated: Set<string>): void {
    const users = this.#users.get(uri) ?? [];
    this.#users.delete(uri);
    for (const user of users) {
      if (outdated.has(user) || !this.#cache.get(user)?.uses.has(uri)) continue;
      outdated.add(user);
      this.#cache.delete(user);
      this.#forget(user, outdated);
    }
  }
}
