/** The extension host's part of the conversation, with the real language and the real suggestions behind it. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type RuntimeFinding, type Suggestion, suggest } from '#diagnosis';
import { type Analysis, planFor } from '#language';
import type { Plan, SourcePlan } from '#plan';
import { Specifications } from '../../cli/src/specification.ts';
import { ReceivedContent } from '../../client/src/training/received-content.ts';
import type {
  DataFile,
  FromWebview,
  OtherRun,
  RunSummary,
  StoredRun,
  ToWebview,
} from '../../webview/src/protocol.ts';

type Received<T extends FromWebview['type']> = Extract<FromWebview, { type: T }>;

/** Answers the page as the client does, and remembers what the page said. */
export class FakeHost {
  readonly received: FromWebview[] = [];
  /** The runs that the page wanted to be stored, oldest first. */
  readonly saved: StoredRun[] = [];
  readonly #content = new ReceivedContent();
  readonly #path: string;
  readonly #send: (message: ToWebview) => Promise<void>;
  readonly #specifications: Specifications;
  readonly #runs = new Map<string, StoredRun>();
  readonly #checkpoints = new Map<string, Uint8Array>();
  readonly #sent = new Set<string>();
  readonly #replaced = new Map<string, Uint8Array>();
  /** Of the file's other train blocks. */
  readonly #others = new Map<string, StoredRun>();
  #text: string;
  /** The text that the page has. */
  #compiled = '';
  #analysis: Analysis;

  private constructor(
    path: string,
    analysis: Analysis,
    specifications: Specifications,
    send: (message: ToWebview) => Promise<void>,
  ) {
    this.#path = path;
    this.#text = analysis.text;
    this.#specifications = specifications;
    this.#analysis = analysis;
    this.#send = send;
  }

  /**
   * @param path a specification, whose data files are read from beside it
   * @param change what the document says in place of the file
   */
  static async open(
    path: string,
    change: (text: string) => string,
    send: (message: ToWebview) => Promise<void>,
  ): Promise<FakeHost> {
    const specifications = new Specifications();
    const { text } = await specifications.analyze(path);
    const analysis = specifications.analyzeText(path, change(text));
    return new FakeHost(path, analysis, specifications, send);
  }

  /** What the document says now. */
  get text(): string {
    return this.#text;
  }

  /** A data file as it is on disk. */
  async readFile(path: string): Promise<Uint8Array> {
    return new Uint8Array(await readFile(resolve(dirname(this.#path), path)));
  }

  /** As if somebody wrote another file in its place. */
  replaceFile(path: string, bytes: Uint8Array): void {
    this.#replaced.set(path, bytes);
  }

  /** The messages of one type, oldest first. */
  all<T extends FromWebview['type']>(type: T): Received<T>[] {
    return this.received.filter((message): message is Received<T> => message.type === type);
  }

  /** Edits the document as a person does while the panel is open. */
  async edit(text: string): Promise<void> {
    this.#text = text;
    this.#analysis = this.#specifications.analyzeText(this.#path, text);
    await this.#send({ type: 'text-changed', changed: text !== this.#compiled, gone: false });
  }

  /** Presses the lens above the train block. */
  async train(): Promise<void> {
    await this.#prepare(true);
  }

  /** Says to the page what it hears when its window was loaded again. */
  async reload(): Promise<void> {
    await this.#begin();
  }

  /** Another train block of the file has been trained. */
  async addOther(run: StoredRun): Promise<void> {
    this.#others.set(run.summary.id, run);
    await this.#sendRuns();
  }

  /** Loses what was saved of trainings, but not their runs. */
  async forgetCheckpoints(): Promise<void> {
    this.#checkpoints.clear();
    for (const [id, run] of this.#runs) {
      this.#runs.set(id, { ...run, summary: { ...run.summary, saved: null } });
    }
    await this.#sendRuns();
  }

  /** To be called with every message of the page. */
  async receive(message: FromWebview): Promise<void> {
    this.received.push(message);
    switch (message.type) {
      case 'ready':
        await this.#begin();
        break;
      case 'request-specification':
        await this.#prepare(message.start);
        break;
      case 'findings':
        await this.#send({ type: 'suggestions', suggestions: this.#suggest(message.findings) });
        break;
      case 'apply':
        await this.#send({ type: 'applied', suggestion: message.suggestion, fault: null });
        break;
      case 'content-part':
        this.#content.receive(message);
        break;
      case 'save-run':
        this.#save(runOf(this.#content.take(message.content)));
        await this.#sendRuns();
        break;
      case 'save-checkpoint':
        this.#saveCheckpoint(message);
        await this.#sendRuns();
        break;
      case 'resume-run':
        await this.#resume(message.id);
        break;
      case 'open-run':
        await this.#open(message.id);
        break;
    }
  }

  async #begin(): Promise<void> {
    await this.#send({
      type: 'session',
      uri: pathToFileURL(this.#path).href,
      train: 0,
      fileName: this.#fileName,
      restored: [...this.#runs.values()].at(-1) ?? null,
    });
    await this.#send({
      type: 'settings',
      settings: { trialSeeds: 3, trialSeconds: 300, threads: 0 },
    });
    await this.#sendRuns();
    await this.#prepare(false);
  }

  async #prepare(start: boolean): Promise<void> {
    const planned = planFor(this.#analysis, 0);
    if (!planned.ok) {
      const problems = planned.findings.map(({ message, rule, range }) => {
        const line = this.#text.slice(0, range.start).split('\n').length - 1;
        return { message, rule, origin: { ...range, line } };
      });
      await this.#send({ type: 'problems', problems });
      return;
    }
    const { plan } = planned;
    this.#compiled = this.#text;
    const specification = {
      uri: pathToFileURL(this.#path).href,
      fileName: this.#fileName,
      train: 0,
      text: this.#text,
      saved: true,
      plan,
    };
    const files = await Promise.all(pathsOf(plan).map((path) => this.#dataFile(path)));
    await this.#send({ type: 'specification', specification, files, start });
  }

  async #dataFile(path: string): Promise<DataFile> {
    const replaced = this.#replaced.get(path);
    const stamp = replaced ? `${path}, replaced` : path;
    if (!this.#sent.has(stamp)) {
      this.#sent.add(stamp);
      const bytes = replaced ?? (await this.readFile(path));
      await this.#send({ type: 'file-part', path, stamp, bytes, last: true });
    }
    return { path, stamp };
  }

  #suggest(findings: readonly RuntimeFinding[]): Suggestion[] {
    const analyze = (text: string) => this.#specifications.analyzeText(this.#path, text);
    return [...suggest(this.#analysis, 0, findings, analyze)];
  }

  #save(run: StoredRun): void {
    this.saved.push(run);
    const { saved = null } = this.#runs.get(run.summary.id)?.summary ?? {};
    this.#runs.set(run.summary.id, { ...run, summary: { ...run.summary, saved } });
  }

  #saveCheckpoint({ id, place, content }: Received<'save-checkpoint'>): void {
    const run = this.#runs.get(id);
    if (!run) throw new Error('A checkpoint arrived before its run.');
    this.#checkpoints.set(id, this.#content.take(content));
    this.#runs.set(id, { ...run, summary: { ...run.summary, saved: place } });
  }

  async #resume(id: string): Promise<void> {
    const run = this.#runs.get(id);
    const checkpoint = this.#checkpoints.get(id);
    if (!run || !checkpoint) throw new Error(`There is nothing to resume under ${id}.`);
    const paths = pathsOf(run.specification.plan);
    const files = await Promise.all(paths.map((path) => this.#dataFile(path)));
    await this.#send({ type: 'resume', run, files, checkpoint });
  }

  async #open(id: string): Promise<void> {
    const run = this.#runs.get(id) ?? this.#others.get(id);
    if (run) await this.#send({ type: 'run', run });
  }

  async #sendRuns(): Promise<void> {
    const others = [...this.#others.values()].map(
      ({ summary, specification }): OtherRun => ({ train: specification.train, summary }),
    );
    await this.#send({ type: 'runs', runs: this.#summaries(), others });
  }

  #summaries(): RunSummary[] {
    return [...this.#runs.values()].map(({ summary }) => summary).reverse();
  }

  get #fileName(): string {
    return this.#path.slice(this.#path.lastIndexOf('/') + 1);
  }
}

/** A run as the page writes it down. */
function runOf(bytes: Uint8Array): StoredRun {
  return JSON.parse(new TextDecoder().decode(bytes)) as StoredRun;
}

function pathsOf({ data, model }: Plan): string[] {
  const sources: readonly (SourcePlan | null)[] = [data.source, data.testSource];
  const paths = sources.flatMap((source) => {
    if (source?.kind !== 'file') return [];
    return source.targetPath === null ? [source.path] : [source.path, source.targetPath];
  });
  return model.weights ? [...paths, model.weights.path] : paths;
}
