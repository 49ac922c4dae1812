/** The host's side of one training panel: documents, files, storage and the language server. */
import {
  Disposable,
  Position,
  type TextDocument,
  TextEditorRevealType,
  Uri,
  ViewColumn,
  type WebviewPanel,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { RuntimeFinding, Suggestion } from '#diagnosis';
import { t } from '#l10n';
import { flattenLayers, type Origin } from '#plan';
import type { FindingSummary, PlanResult } from '../../../server/src/requests.ts';
import {
  type DataFile,
  FROM_WEBVIEW,
  type FromWebview,
  MessageHandler,
  type Problem,
  type Specification,
  type ToWebview,
} from '../../../webview/src/protocol.ts';
import { chosenLanguage } from '../language.ts';
import { request } from '../requests.ts';
import { DataFiles } from './data-files.ts';
import { watchDocument } from './document-watch.ts';
import { learningRateEdit } from './learning-rate-edit.ts';
import type { LiveAnnotations } from './live-annotations.ts';
import { pageHtml } from './page-html.ts';
import { onPanelSettingsChange, panelSettings } from './panel-settings.ts';
import { ReceivedContent } from './received-content.ts';
import { RunCommands } from './run-commands.ts';
import type { RunStore, TrainTarget } from './run-store.ts';
import type { RuntimeDiagnostics } from './runtime-diagnostics.ts';
import { saveFile } from './save-file.ts';
import { editsFor, rangeOf } from './text-ranges.ts';

/** What all panels share. */
export interface PanelServices {
  readonly extensionUri: Uri;
  readonly client: BaseLanguageClient;
  readonly runs: RunStore;
  readonly diagnostics: RuntimeDiagnostics;
  readonly annotations: LiveAnnotations;
}

/** A document's text as it was, and what the language server made of it. */
interface CompiledText {
  readonly document: TextDocument;
  readonly text: string;
  readonly saved: boolean;
  readonly result: PlanResult;
}

/** One webview panel for one train block of one file. */
export class TrainingPanel {
  readonly target: TrainTarget;
  readonly #panel: WebviewPanel;
  readonly #services: PanelServices;
  readonly #page: MessageHandler<ToWebview, FromWebview>;
  readonly #files: DataFiles;
  readonly #received = new ReceivedContent();
  readonly #runs: RunCommands;
  readonly #subscriptions: Disposable[] = [];
  /** Whether a training was asked for that is not stored yet: a page that is loaded anew meanwhile begins it anew. */
  #toStart: boolean;
  #listens = false;
  /** Compiled before the page asked; null once it is used, or where it could not be. */
  #early: Promise<CompiledText | null> | null = null;
  #specification: Specification | null = null;
  #findings: readonly RuntimeFinding[] = [];
  #changed = false;
  #gone = false;

  constructor(panel: WebviewPanel, target: TrainTarget, start: boolean, services: PanelServices) {
    this.target = target;
    this.#panel = panel;
    this.#services = services;
    this.#toStart = start;
    const send = (message: ToWebview) => this.#send(message);
    this.#files = new DataFiles(send);
    const runs = new RunCommands(target, services.runs, send, (text) => this.#provideFiles(text));
    this.#runs = runs;
    this.#page = new MessageHandler<ToWebview, FromWebview>(
      (message) => void panel.webview.postMessage(message),
      FROM_WEBVIEW,
      {
        ready: () => this.#begin(),
        'request-specification': ({ start }) => this.prepare(start),
        reveal: ({ origin }) => this.#reveal(origin),
        findings: ({ findings }) => this.#publish(findings),
        layers: ({ annotations }) => this.#annotate(annotations),
        apply: ({ suggestion }) => this.#apply(suggestion),
        'content-part': (part) => this.#received.receive(part),
        'save-run': async ({ summary, content }) => {
          await runs.save(summary, this.#received.take(content));
          this.#toStart = false;
          await this.#lookForFile();
        },
        'save-checkpoint': ({ id, place, content }) =>
          runs.saveCheckpoint(id, place, this.#received.take(content)),
        'resume-run': ({ id }) => runs.resume(id),
        'open-run': ({ id }) => runs.open(id),
        'rename-run': ({ id }) => runs.rename(id),
        'delete-run': ({ id }) => runs.remove(id),
        'show-run-text': ({ id, other }) => runs.showText(id, other),
        'restore-run-text': ({ id }) => runs.restoreText(id),
        'export-run': ({ id, what }) => runs.export(id, what),
        'set-learning-rate': ({ learningRate }) => this.#setLearningRate(learningRate),
        export: ({ name, bytes }) => saveFile(Uri.parse(target.uri), name, bytes),
        fault: ({ message }) => void window.showErrorMessage(`NNSpec: ${message}`),
      },
      (fault) => void window.showErrorMessage(`NNSpec: ${fault.message}`),
    );
    this.#subscriptions.push(
      panel.webview.onDidReceiveMessage((message) => this.#page.receive(message)),
      onPanelSettingsChange(() => this.#send({ type: 'settings', settings: panelSettings() })),
      watchDocument(target.uri, {
        changed: (document) => this.#noticeChange(document),
        cursor: (document, position) => this.#followCursor(document, position),
        gone: (gone) => this.#noticeEnd(gone),
      }),
    );
    panel.onDidDispose(() => this.#dispose());
    // Panels of other train blocks may have trained since.
    panel.onDidChangeViewState(() => {
      if (panel.visible && this.#listens) this.#runs.sendList();
    });
    const image = (name: string) => Uri.joinPath(services.extensionUri, 'docs', 'images', name);
    panel.iconPath = { light: image('file-light.svg'), dark: image('file-dark.svg') };
    // While the page loads.
    this.#early = this.#plan().catch(() => null);
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [Uri.joinPath(services.extensionUri, 'dist')],
    };
    void this.#load();
  }

  async #load(): Promise<void> {
    const page = {
      script: this.#address('webview', 'page.js'),
      style: this.#address('webview', 'page.css'),
      worker: this.#address('webview', 'worker.js'),
      simd: this.#address('kernels', 'simd.wasm'),
      relaxed: this.#address('kernels', 'relaxed.wasm'),
      source: this.#panel.webview.cspSource,
    };
    const language = await chosenLanguage(this.#services.extensionUri);
    this.#panel.webview.html = pageHtml(page, language, crypto.randomUUID());
  }

  /** Brings the panel to the front. */
  show(): void {
    this.#panel.reveal(undefined, true);
  }

  /** Compiles the document's present text and hands it to the page; `start` trains it at once. */
  async prepare(start: boolean): Promise<void> {
    this.#toStart ||= start;
    if (!this.#listens) return;
    try {
      await this.#compile(start);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#send({ type: 'problems', problems: [{ message, rule: null, origin: null }] });
    }
  }

  /** Compiles the document's present text; its data files begin to be read. */
  async #plan(): Promise<CompiledText> {
    const { uri, train } = this.target;
    const document = await workspace.openTextDocument(Uri.parse(uri));
    const text = document.getText();
    const saved = !document.isDirty;
    const result = await request(this.#services.client, 'nnspec/plan', { uri, train, text });
    if (result.ok) this.#files.prepare(result.files);
    return { document, text, saved, result };
  }

  /** @throws where the document, a data file or the language server does not answer */
  async #compile(start: boolean): Promise<void> {
    const { uri, train } = this.target;
    const early = await this.#early;
    this.#early = null;
    const present = early?.document.getText() === early?.text ? early : null;
    const { document, text, saved, result } = present ?? (await this.#plan());
    if (!result.ok) {
      this.#toStart = false;
      const problems = result.findings.map((finding) => toProblem(document, finding));
      this.#send({ type: 'problems', problems });
      return;
    }
    const files = await this.#files.provide(result.files);
    const fileName = fileNameOf(document.uri);
    const specification = { uri, train, text, fileName, saved, plan: result.plan };
    this.#adopt(specification);
    this.#send({ type: 'specification', specification, files, start });
    this.#noticeChange(document);
  }

  /** @throws where the text does not check, or a file cannot be read */
  async #provideFiles(text: string): Promise<readonly DataFile[]> {
    const result = await request(this.#services.client, 'nnspec/plan', { ...this.target, text });
    if (result.ok) return this.#files.provide(result.files);
    throw new Error(result.findings[0]?.message ?? t('The text of this run does not check.'));
  }

  #send(message: ToWebview): void {
    this.#page.send(message);
  }

  /** A file of the extension's `dist`, as the page addresses it. */
  #address(...path: string[]): string {
    const file = Uri.joinPath(this.#services.extensionUri, 'dist', ...path);
    return this.#panel.webview.asWebviewUri(file).toString();
  }

  async #begin(): Promise<void> {
    const { uri, train } = this.target;
    const { runs } = this.#services;
    await runs.interruptAll(this.target);
    const [latest] = runs.list(this.target);
    // Where a new run begins at once, nobody would see the last one.
    const shown = this.#toStart ? undefined : latest;
    const restored = shown ? await runs.load(this.target, shown.id) : null;
    this.#files.forget();
    this.#received.forget();
    this.#listens = true;
    this.#send({
      type: 'session',
      uri,
      train,
      fileName: fileNameOf(Uri.parse(uri)),
      restored,
    });
    this.#send({ type: 'settings', settings: panelSettings() });
    this.#runs.sendList();
    await this.prepare(this.#toStart);
  }

  #adopt(specification: Specification): void {
    this.#specification = specification;
    this.#changed = false;
    this.#findings = [];
    this.#panel.title = t('Training: {0}', specification.plan.model.name);
    this.#services.diagnostics.clear(specification);
  }

  #noticeChange(document: TextDocument): void {
    if (!this.#specification) return;
    const changed = document.getText() !== this.#specification.text;
    if (changed === this.#changed) return;
    this.#changed = changed;
    this.#send({ type: 'text-changed', changed, gone: this.#gone });
  }

  #noticeEnd(gone: boolean): void {
    if (gone === this.#gone) return;
    this.#gone = gone;
    this.#send({ type: 'text-changed', changed: this.#changed, gone });
  }

  /** Not every file system tells of files that are deleted. */
  async #lookForFile(): Promise<void> {
    const address = Uri.parse(this.target.uri);
    if (address.scheme === 'untitled') return;
    const gone = await workspace.fs.stat(address).then(
      () => false,
      () => true,
    );
    this.#noticeEnd(gone);
  }

  /** The innermost layer whose text the cursor is in, or else one that begins on its line. */
  #followCursor(document: TextDocument, position: Position): void {
    if (!this.#specification) return;
    const offset = document.offsetAt(position);
    const layers = this.#changed ? [] : flattenLayers(this.#specification.plan.model.layers);
    const layer =
      layers.findLast(({ origin }) => origin.start <= offset && offset <= origin.end) ??
      layers.find(({ origin }) => origin.line === position.line);
    this.#send({ type: 'cursor', layer: layer?.id ?? null });
  }

  async #reveal(origin: Origin): Promise<void> {
    const document = await workspace.openTextDocument(Uri.parse(this.target.uri));
    const visible = window.visibleTextEditors.find((editor) => editor.document === document);
    const editor = await window.showTextDocument(document, {
      viewColumn: visible?.viewColumn ?? ViewColumn.One,
      selection: rangeOf(document, origin),
    });
    editor.revealRange(rangeOf(document, origin), TextEditorRevealType.InCenterIfOutsideViewport);
  }

  async #publish(findings: readonly RuntimeFinding[]): Promise<void> {
    const specification = this.#specification;
    if (!specification) return;
    this.#findings = findings;
    this.#services.diagnostics.set(specification, findings);
    const suggestions = await this.#suggestionsFor(specification.text);
    if (this.#findings !== findings) return;
    this.#services.diagnostics.suggest(specification, suggestions);
    this.#send({ type: 'suggestions', suggestions });
  }

  async #suggestionsFor(text: string): Promise<readonly Suggestion[]> {
    if (this.#findings.length === 0) return [];
    const { uri, train } = this.target;
    const parameters = { uri, train, text, findings: this.#findings };
    return (await request(this.#services.client, 'nnspec/suggest', parameters)).suggestions;
  }

  #annotate(annotations: Readonly<Record<string, string>>): void {
    if (this.#specification) this.#services.annotations.set(this.#specification, annotations);
  }

  /** Edits the document as the suggestion says of its present text, which may have changed since it was made. */
  async #apply(id: string): Promise<void> {
    const document = await workspace.openTextDocument(Uri.parse(this.target.uri));
    const suggestions = await this.#suggestionsFor(document.getText());
    const suggestion = suggestions.find((candidate) => candidate.id === id);
    let fault: string | null = null;
    if (!suggestion) {
      fault = t('The text has changed, and this edit no longer fits it. Train again for new ones.');
    } else if (!(await applyEdits(document, suggestion.edits))) {
      fault = t('The editor refused the edit.');
    }
    this.#send({ type: 'applied', suggestion: id, fault });
  }

  async #setLearningRate(learningRate: number): Promise<void> {
    const document = await workspace.openTextDocument(Uri.parse(this.target.uri));
    const specification = this.#specification;
    if (!specification || document.getText() !== specification.text) {
      void window.showWarningMessage(t('The text has changed since the range test.'));
      return;
    }
    const edit = learningRateEdit(specification.text, specification.plan, learningRate);
    await applyEdits(document, [edit]);
  }

  #dispose(): void {
    Disposable.from(...this.#subscriptions).dispose();
    this.#services.annotations.clear(this.target.uri);
    if (this.#specification) this.#services.diagnostics.clear(this.#specification);
  }
}

/** One undo step; false where the editor refused. */
async function applyEdits(document: TextDocument, edits: Suggestion['edits']): Promise<boolean> {
  const edit = new WorkspaceEdit();
  edit.set(document.uri, editsFor(document, edits));
  return workspace.applyEdit(edit);
}

function toProblem(document: TextDocument, { message, rule, range }: FindingSummary): Problem {
  const start = document.offsetAt(new Position(range.start.line, range.start.character));
  const end = document.offsetAt(new Position(range.end.line, range.end.character));
  return { message, rule, origin: { start, end, line: range.start.line } };
}

function fileNameOf(uri: Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
