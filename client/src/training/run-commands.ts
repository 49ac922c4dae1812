/** What the list of runs in the panel asks of the host. */
import { commands, Position, Range, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import type { RunSummary, StoredRun, ToWebview } from '../../../webview/src/protocol.ts';
import { runDocument } from './run-documents.ts';
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
    const value = this.#find(id)?.name ?? '';
    const name = await window.showInputBox({ title: 'Rename Run', value });
    if (!name?.trim()) return;
    await this.#runs.rename(this.#target, id, name.trim());
    this.#sendList();
  }

  async remove(id: string): Promise<void> {
    const name = this.#find(id)?.name ?? id;
    const question = `Delete the run “${name}”?`;
    const answer = await window.showWarningMessage(question, { modal: true }, 'Delete');
    if (answer !== 'Delete') return;
    await this.#runs.remove(this.#target, id);
    this.#sendList();
  }

  /** @param other another run's id; null compares with the document as it is now */
  async showText(id: string, other: string | null): Promise<void> {
    const [run, second] = [this.#find(id), other === null ? null : this.#find(other)];
    if (!run || second === undefined) return;
    const document = Uri.parse(this.#target.uri);
    const right = second ? runDocument(second) : document;
    const title = `${run.name} ↔ ${second?.name ?? 'present text'}`;
    await commands.executeCommand('vscode.diff', runDocument(run), right, title);
  }

  /** Puts the run's text back into the document, as one undo step. */
  async restoreText(id: string): Promise<void> {
    const run = await this.#load(id);
    if (!run) return;
    const document = await workspace.openTextDocument(Uri.parse(this.#target.uri));
    const end = document.lineAt(document.lineCount - 1).range.end;
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(new Position(0, 0), end), run.specification.text);
    await workspace.applyEdit(edit);
  }

  #find(id: string): RunSummary | undefined {
    return this.#runs.list(this.#target).find((run) => run.id === id);
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
