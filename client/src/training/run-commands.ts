/** What the list of runs in the panel asks of the host. */
import { commands, Uri, window, workspace } from 'vscode';
import type { StoredRun, ToWebview } from '../../../webview/src/protocol.ts';
import type { RunStore, TrainTarget } from './run-store.ts';

/** Runs of one train block; every change sends the page the new list. */
export class RunCommands {
  readonly #target: TrainTarget;
  readonly #runs: RunStore;
  readonly #send: (message: ToWebview) => void;

  constructor(target: TrainTarget, runs: RunStore, send: (message: ToWebview) => void) {
    this.#target = target;
    this.#runs = runs;
    this.#send = send;
  }

  async save(run: StoredRun): Promise<void> {
    await this.#runs.save(run);
    this.#sendList();
  }

  async open(id: string): Promise<void> {
    const run = await this.#load(id);
    if (run) this.#send({ type: 'run', run });
  }

  async rename(id: string): Promise<void> {
    const value = this.#runs.list(this.#target).find((run) => run.id === id)?.name ?? '';
    const name = await window.showInputBox({ title: 'Rename Run', value });
    if (!name?.trim()) return;
    await this.#runs.rename(this.#target, id, name.trim());
    this.#sendList();
  }

  async remove(id: string): Promise<void> {
    const name = this.#runs.list(this.#target).find((run) => run.id === id)?.name ?? id;
    const question = `Delete the run “${name}”?`;
    const answer = await window.showWarningMessage(question, { modal: true }, 'Delete');
    if (answer !== 'Delete') return;
    await this.#runs.remove(this.#target, id);
    this.#sendList();
  }

  /** @param other another run's id; null compares with the document as it is now */
  async showText(id: string, other: string | null): Promise<void> {
    const run = await this.#load(id);
    const second = other === null ? null : await this.#load(other);
    if (!run || (other !== null && !second)) return;
    const right = second ? await textOf(second) : Uri.parse(this.#target.uri);
    const rightName = second ? second.summary.name : run.specification.fileName;
    const title = `${run.summary.name} ↔ ${rightName}`;
    await commands.executeCommand('vscode.diff', await textOf(run), right, title);
  }

  async #load(id: string): Promise<StoredRun | null> {
    const run = await this.#runs.load(id);
    if (!run) void window.showWarningMessage('NNSpec: this run is no longer stored.');
    return run;
  }

  #sendList(): void {
    this.#send({ type: 'runs', runs: this.#runs.list(this.#target) });
  }
}

async function textOf({ specification }: StoredRun): Promise<Uri> {
  const content = specification.text;
  return (await workspace.openTextDocument({ language: 'nnspec', content })).uri;
}
