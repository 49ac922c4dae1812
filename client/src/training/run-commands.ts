/** What the list of runs in the panel asks of the host. */
import { commands, Position, Range, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { t } from '#l10n';
import type {
  DataFile,
  RunSummary,
  SavedPlace,
  StoredRun,
  ToWebview,
} from '../../../webview/src/protocol.ts';
import { runDocument } from './run-documents.ts';
import type { RunStore, TrainTarget } from './run-store.ts';
import { saveFile } from './save-file.ts';

/** Runs of one train block; every change sends the page the new list. */
export class RunCommands {
  readonly #target: TrainTarget;
  readonly #runs: RunStore;
  readonly #send: (message: ToWebview) => void;
  readonly #provideFiles: (text: string) => Promise<readonly DataFile[]>;

  /** @param provideFiles hands the page the data files of a text; throws where one cannot be read */
  constructor(
    target: TrainTarget,
    runs: RunStore,
    send: (message: ToWebview) => void,
    provideFiles: (text: string) => Promise<readonly DataFile[]>,
  ) {
    this.#target = target;
    this.#runs = runs;
    this.#send = send;
    this.#provideFiles = provideFiles;
  }

  /** @param run as JSON in UTF-8 */
  async save(summary: RunSummary, run: Uint8Array): Promise<void> {
    await this.#runs.save(this.#target, summary, run);
    this.sendList();
  }

  async saveCheckpoint(id: string, place: SavedPlace, bytes: Uint8Array): Promise<void> {
    await this.#runs.saveCheckpoint(this.#target, id, place, bytes);
    this.sendList();
  }

  async open(id: string): Promise<void> {
    const run = await this.#load(id);
    if (run) this.#send({ type: 'run', run });
  }

  /** Hands the page all that it needs to go on with the run. */
  async resume(id: string): Promise<void> {
    const [run, checkpoint] = await Promise.all([
      this.#runs.load(this.#target, id),
      this.#runs.loadCheckpoint(id),
    ]);
    if (!run || !checkpoint) {
      this.#send({ type: 'refused', reason: t('This run is no longer stored.') });
      return;
    }
    try {
      const files = await this.#provideFiles(run.specification.text);
      this.#send({ type: 'resume', run, files, checkpoint });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#send({ type: 'refused', reason });
    }
  }

  async rename(id: string): Promise<void> {
    const value = this.#find(id)?.name ?? '';
    const name = await window.showInputBox({ title: t('Rename Run'), value });
    if (!name?.trim()) return;
    await this.#runs.rename(this.#target, id, name.trim());
    this.sendList();
  }

  async remove(id: string): Promise<void> {
    const question = t('Delete the run “{0}”?', this.#find(id)?.name ?? id);
    const confirm = t('Delete');
    const answer = await window.showWarningMessage(question, { modal: true }, confirm);
    if (answer !== confirm) return;
    await this.#runs.remove(this.#target, id);
    this.sendList();
  }

  /** @param other another run's id; null compares with the document as it is now */
  async showText(id: string, other: string | null): Promise<void> {
    const [run, second] = [this.#find(id), other === null ? null : this.#find(other)];
    if (!run || second === undefined) return;
    const document = Uri.parse(this.#target.uri);
    const right = second ? runDocument(second) : document;
    const title = `${run.name} ↔ ${second?.name ?? t('present text')}`;
    await commands.executeCommand('vscode.diff', runDocument(run), right, title);
  }

  /** Puts the run's text back into the document, as one undo step. */
  async restoreText(id: string): Promise<void> {
    const run = await this.#load(id);
    if (!run) return;
    const document = await this.#document(run);
    const end = document.lineAt(document.lineCount - 1).range.end;
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(new Position(0, 0), end), run.specification.text);
    await workspace.applyEdit(edit);
    await window.showTextDocument(document, { preserveFocus: true });
  }

  /** The whole run as JSON, or its weights as a safetensors file, where the person chooses. */
  async export(id: string, what: 'run' | 'weights'): Promise<void> {
    const run = await this.#load(id);
    if (!run) return;
    const beside = Uri.parse(this.#target.uri);
    const name = `${run.summary.model} ${run.summary.name}`;
    if (what === 'run') {
      const bytes = new TextEncoder().encode(JSON.stringify(run, null, 2));
      await saveFile(beside, `${name}.json`, bytes);
      return;
    }
    const checkpoint = await this.#runs.loadCheckpoint(id);
    if (checkpoint) await saveFile(beside, `${name}.safetensors`, checkpoint);
    else void window.showWarningMessage(t('The weights of this run are no longer stored.'));
  }

  sendList(): void {
    const runs = this.#runs.list(this.#target);
    this.#send({ type: 'runs', runs, others: this.#runs.others(this.#target) });
  }

  /** The file, or a new document where it was deleted. */
  async #document({ specification }: StoredRun) {
    try {
      return await workspace.openTextDocument(Uri.parse(this.#target.uri));
    } catch {
      const content = specification.text;
      return workspace.openTextDocument({ language: 'nnspec', content });
    }
  }

  #find(id: string): RunSummary | undefined {
    return this.#runs.list(this.#target).find((run) => run.id === id);
  }

  async #load(id: string): Promise<StoredRun | null> {
    const run = await this.#runs.load(this.#target, id);
    if (!run) void window.showWarningMessage(t('This run is no longer stored.'));
    return run;
  }
}
