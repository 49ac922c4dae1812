/** What a training found out, as diagnostics on the lines that cause it, with repairs as quick fixes. */
import {
  CodeAction,
  CodeActionKind,
  Diagnostic,
  DiagnosticSeverity,
  Disposable,
  languages,
  type Range,
  type TextDocument,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import type { FindingSeverity, RuntimeFinding, Suggestion } from '#diagnosis';
import type { Specification } from '../../../webview/src/protocol.ts';
import { editsFor, rangeOf } from './text-ranges.ts';

const severities: Readonly<Record<FindingSeverity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

interface Diagnosed {
  readonly specification: Specification;
  readonly findings: readonly RuntimeFinding[];
  suggestions: readonly Suggestion[];
}

/**
 * Holds the findings of the latest run of each train block. They are shown as long as the document has the text that was
 * trained: a finding says nothing about another text. Undoing an edit brings them back.
 */
export class RuntimeDiagnostics {
  readonly #collection = languages.createDiagnosticCollection('nnspec (training)');
  readonly #byRun = new Map<string, Diagnosed>();
  readonly #subscriptions: Disposable;

  constructor() {
    this.#subscriptions = Disposable.from(
      this.#collection,
      workspace.onDidChangeTextDocument(({ document }) => this.#publish(document)),
      workspace.onDidOpenTextDocument((document) => this.#publish(document)),
      languages.registerCodeActionsProvider(
        { language: 'nnspec' },
        { provideCodeActions: (document, range) => this.#repairs(document, range) },
        { providedCodeActionKinds: [CodeActionKind.QuickFix] },
      ),
    );
  }

  /** Replaces the findings of this train block's run; its suggestions follow with `suggest`. */
  set(specification: Specification, findings: readonly RuntimeFinding[]): void {
    this.#byRun.set(keyOf(specification), { specification, findings, suggestions: [] });
    this.#publishIn(specification.uri);
  }

  suggest(specification: Specification, suggestions: readonly Suggestion[]): void {
    const run = this.#byRun.get(keyOf(specification));
    if (run) run.suggestions = suggestions;
  }

  clear(specification: Specification): void {
    this.#byRun.delete(keyOf(specification));
    this.#publishIn(specification.uri);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #publishIn(uri: string): void {
    const document = workspace.textDocuments.find((open) => open.uri.toString() === uri);
    if (document) this.#publish(document);
  }

  #publish(document: TextDocument): void {
    if (document.languageId !== 'nnspec') return;
    const diagnostics = this.#currentRuns(document).flatMap(({ findings }) =>
      findings.map((finding) => toDiagnostic(document, finding)),
    );
    this.#collection.set(document.uri, diagnostics);
  }

  #currentRuns(document: TextDocument): Diagnosed[] {
    const uri = document.uri.toString();
    const text = document.getText();
    return [...this.#byRun.values()].filter(
      ({ specification }) => specification.uri === uri && specification.text === text,
    );
  }

  #repairs(document: TextDocument, range: Range): CodeAction[] {
    return this.#currentRuns(document).flatMap(({ findings, suggestions }) =>
      findings
        .filter(({ origin }) => rangeOf(document, origin).intersection(range))
        .flatMap((finding) =>
          suggestions
            .filter(({ symptom }) => symptom === finding.symptom)
            .map((suggestion) => toQuickFix(document, finding, suggestion)),
        ),
    );
  }
}

function keyOf({ uri, train }: Specification): string {
  return `${uri}#${train}`;
}

function toDiagnostic(document: TextDocument, finding: RuntimeFinding): Diagnostic {
  const range = rangeOf(document, finding.origin);
  const diagnostic = new Diagnostic(range, finding.message, severities[finding.severity]);
  diagnostic.source = 'nnspec (training)';
  diagnostic.code = finding.symptom;
  return diagnostic;
}

function toQuickFix(
  document: TextDocument,
  finding: RuntimeFinding,
  suggestion: Suggestion,
): CodeAction {
  const action = new CodeAction(suggestion.title, CodeActionKind.QuickFix);
  action.diagnostics = [toDiagnostic(document, finding)];
  action.edit = new WorkspaceEdit();
  action.edit.set(document.uri, editsFor(document, suggestion.edits));
  return action;
}
