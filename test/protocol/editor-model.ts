import assert from 'node:assert/strict';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { applyEdits, indexLines } from '#language';
import { createRandom } from '../../engine/src/rng.ts';
import { FRAGMENTS } from '../language/edits.ts';
import { TestClient } from './client.ts';

const clientCapabilities = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };

const BASE = `model Base {
  input(2)
  dense(8, relu, init: he_normal) as hidden
  dense(3, softmax)
}
`;

const DERIVED = `data Points { source "points.csv"  target label }

model Derived from "base.nnspec#Base" {
  freeze until hidden
  replace last 1 { dense(2, softmax) }
}

train Derived on Points { epochs 20  optimizer adam(learning_rate: 5) }
`;

const CIRCLE =
  'model Round from "base.nnspec#Derived" { }\nmodel Base2 from "derived.nnspec#Derived" { }\n';

const SPECIFICATIONS: readonly (readonly [name: string, text: string])[] = [
  ['base.nnspec', BASE],
  ['derived.nnspec', DERIVED],
  ['circle.nnspec', CIRCLE],
];

const TABLES = [
  'a,b,label\n1,2,x\n2,1,y\n3,5,x\n4,4,y\n',
  'a,b,c,lable\n1,2,3,x\n2,1,3,y\n',
  '\ufeffa;b;label\r\n1;"2\r\n3";x\r\n',
  'a,b,label\n1,2\n',
  '\0\0\0',
  '',
];

/** How long two servers may differ, in milliseconds. */
const mostPatience = 10_000;

interface Document {
  text: string;
  readonly earlier: string[];
}

/**
 * Someone at work with the built server: opens, edits, undoes and closes files, renames them, and changes data files on disk. At any
 * time a server that was just started must say the same of the same files.
 */
export class EditorModel {
  readonly #client: TestClient;
  readonly #folder: string;
  readonly #random: ReturnType<typeof createRandom>;
  readonly #open = new Map<string, Document>();
  /** The files there are, by their names now. */
  readonly #names: string[] = SPECIFICATIONS.map(([name]) => name);

  private constructor(client: TestClient, folder: string, seed: number) {
    this.#client = client;
    this.#folder = folder;
    this.#random = createRandom(seed);
  }

  static async start(seed: number): Promise<EditorModel> {
    const folder = await mkdtemp(join(tmpdir(), 'nnspec-editor-'));
    for (const [name, text] of SPECIFICATIONS) await writeFile(join(folder, name), text);
    await writeFile(join(folder, 'points.csv'), TABLES[0] ?? '');
    const client = await TestClient.start({
      folders: [pathToFileURL(folder).href],
      capabilities: clientCapabilities,
    });
    return new EditorModel(client, folder, seed);
  }

  /** One thing that a person does. */
  async act(): Promise<void> {
    const actions = [
      () => this.#edit(),
      () => this.#edit(),
      () => this.#edit(),
      () => this.#edit(),
      () => this.#undo(),
      () => this.#openOne(),
      () => this.#close(),
      () => this.#renameOne(),
      () => this.#changeTable(),
    ];
    await actions[this.#random.integer(actions.length)]?.();
  }

  /** Compares what was published with what a fresh server publishes. */
  async check(): Promise<void> {
    const fresh = await TestClient.start({ folders: [pathToFileURL(this.#folder).href] });
    for (const [name, { text }] of this.#open) await fresh.open(this.#uri(name), text);
    for (const name of this.#open.keys())
      await fresh.ask('nnspec/trains', { uri: this.#uri(name) });
    // What was found in files is published when the server has nothing else to do.
    await wait(50);
    for (const name of this.#open.keys()) await this.#compare(fresh, name);
    assert.deepEqual([...this.#client.log, ...fresh.log], [], 'nothing failed');
    await fresh.stop();
  }

  /** Both servers may still be reading files: they have some time to come to the same. */
  async #compare(fresh: TestClient, name: string): Promise<void> {
    const uri = this.#uri(name);
    const latest = (client: TestClient) => client.diagnostics(uri, () => true);
    const ends = Date.now() + mostPatience;
    for (;;) {
      const [found, expected] = [await latest(this.#client), await latest(fresh)];
      if (JSON.stringify(found) === JSON.stringify(expected)) return;
      if (Date.now() > ends) assert.deepEqual(found, expected, name);
      await wait(50);
    }
  }

  /** The texts that are open, for reports. */
  get texts(): readonly (readonly [name: string, text: string])[] {
    return [...this.#open].map(([name, { text }]) => [name, text]);
  }

  async stop(): Promise<void> {
    await this.#client.stop();
    await rm(this.#folder, { recursive: true });
  }

  #uri(name: string): string {
    return pathToFileURL(join(this.#folder, name)).href;
  }

  #pick<T>(values: readonly T[]): T {
    return values[this.#random.integer(values.length)] as T;
  }

  async #openOne(): Promise<void> {
    const name = this.#pick(this.#names);
    if (this.#open.has(name)) return;
    const text = await readFile(join(this.#folder, name), 'utf8');
    this.#open.set(name, { text, earlier: [] });
    await this.#client.open(this.#uri(name), text);
  }

  async #close(): Promise<void> {
    const [name] = this.#pick([...this.#open, ['', undefined] as const]);
    if (!this.#open.delete(name)) return;
    await this.#client.close(this.#uri(name));
  }

  async #edit(): Promise<void> {
    if (this.#open.size === 0) return this.#openOne();
    const [name, document] = this.#pick([...this.#open]);
    const start = outsideLineBreak(document.text, this.#random.integer(document.text.length + 1));
    const removed = this.#random.integer(3) === 0 ? this.#random.integer(40) : 0;
    const end = outsideLineBreak(document.text, Math.min(start + removed, document.text.length));
    const text = this.#pick(FRAGMENTS);
    const { positionAt } = indexLines(document.text);
    document.earlier.push(document.text);
    const range = { start: positionAt(start), end: positionAt(end) };
    document.text = applyEdits(document.text, [{ start, end, text }]);
    await this.#client.change(this.#uri(name), { range, text });
  }

  async #undo(): Promise<void> {
    if (this.#open.size === 0) return;
    const [name, document] = this.#pick([...this.#open]);
    const steps = 1 + this.#random.integer(5);
    const text = document.earlier.splice(-steps)[0];
    if (text === undefined) return;
    document.text = text;
    await this.#client.change(this.#uri(name), { text });
  }

  async #renameOne(): Promise<void> {
    const index = this.#random.integer(this.#names.length);
    const before = this.#names[index] ?? '';
    const original = SPECIFICATIONS[index]?.[0] ?? '';
    const after = before === original ? `renamed-${original}` : original;
    const document = this.#open.get(before);
    if (document) await this.#client.close(this.#uri(before));
    await rename(join(this.#folder, before), join(this.#folder, after));
    this.#names[index] = after;
    await this.#filesChanged(before, after);
    if (!this.#open.delete(before) || !document) return;
    this.#open.set(after, document);
    await this.#client.open(this.#uri(after), document.text);
  }

  async #changeTable(): Promise<void> {
    await writeFile(join(this.#folder, 'points.csv'), this.#pick(TABLES));
    await this.#filesChanged('points.csv');
  }

  async #filesChanged(...names: readonly string[]): Promise<void> {
    const changes = names.map((name) => ({ uri: this.#uri(name), type: 2 }));
    await this.#client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
  }
}

/** No cursor stands between the two characters of a line break of Windows. */
function outsideLineBreak(text: string, offset: number): number {
  return text.startsWith('\r\n', offset - 1) ? offset - 1 : offset;
}
