import type { Analysis } from '#language';
import { toDiagnostic } from './conversions.ts';
import { traceOf } from './errors.ts';
import { property } from './property.ts';
import {
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from './protocol.ts';
import { answer, type Session, type Subject } from './session.ts';

/**
 * Shows findings: a client that pulls diagnostics is asked to pull when something other than its own edits changed them;
 * all others are sent them. Never both, or each would be shown twice.
 */
export class DiagnosticsPublisher {
  readonly #session: Session;
  readonly #version: (uri: string) => number | undefined;
  readonly #pulls: boolean;
  readonly #waiting = new Set<string>();
  #scheduled = false;
  /** What each document's client was told last. */
  readonly #told = new Map<string, Told>();
  #results = 0;

  /** @param version of a document that is open; undefined where it is not */
  constructor(session: Session, version: (uri: string) => number | undefined) {
    this.#session = session;
    this.#version = version;
    this.#pulls = pullsDiagnostics(session);
    answer(session, 'textDocument/diagnostic', (subject, params) =>
      this.#report(subject, params.previousResultId),
    );
  }

  /** The document was edited. Edits that are already waiting to be read are taken in before it is looked at. */
  edited(uri: string): void {
    if (this.#pulls) return;
    this.#waiting.add(uri);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(() => this.#publishWaiting(), 0);
  }

  /** Something else changed what is found in these documents. */
  outdated(uris: readonly string[]): void {
    const open = uris.filter((uri) => this.#version(uri) !== undefined);
    if (open.length === 0) return;
    const { client } = this.#session;
    if (!this.#pulls) for (const uri of open) this.edited(uri);
    else if (client.workspace?.diagnostics?.refreshSupport) {
      this.#refresh('workspace/diagnostic/refresh');
    }
    if (client.workspace?.inlayHint?.refreshSupport) {
      this.#refresh('workspace/inlayHint/refresh');
    }
    if (client.workspace?.codeLens?.refreshSupport) {
      this.#refresh('workspace/codeLens/refresh');
    }
  }

  closed(uri: string): void {
    this.#told.delete(uri);
    if (!this.#pulls) this.#send({ uri, diagnostics: [] });
  }

  /** Asks the client to ask again; one that cannot says so, which is of no use. */
  #refresh(method: string): void {
    this.#session.connection.sendRequest(method).catch(() => undefined);
  }

  #send(params: { uri: string; version?: number; diagnostics: Diagnostic[] }): void {
    this.#session.connection.sendNotification('textDocument/publishDiagnostics', params);
  }

  #publishWaiting(): void {
    this.#scheduled = false;
    const uris = [...this.#waiting];
    this.#waiting.clear();
    for (const uri of uris) {
      const version = this.#version(uri);
      if (version !== undefined) this.#publish(uri, version);
    }
  }

  /** What is the same for the same version is known. */
  #publish(uri: string, version: number): void {
    const { connection, workspace } = this.#session;
    try {
      const analysis = workspace.analysis(uri);
      if (!analysis) return;
      const diagnostics = this.#diagnostics(uri, analysis);
      const told = this.#told.get(uri);
      if (told?.id === version && areSame(told.diagnostics, diagnostics)) return;
      this.#told.set(uri, { id: version, diagnostics });
      this.#send({ uri, version, diagnostics });
    } catch (error) {
      connection.logError(`The analysis of ${uri} failed: ${traceOf(error)}`);
    }
  }

  #report({ uri, analysis }: Subject, previous: string | undefined): DocumentDiagnosticReport {
    const items = this.#diagnostics(uri, analysis);
    const told = this.#told.get(uri);
    const id = told && areSame(told.diagnostics, items) ? told.id : ++this.#results;
    this.#told.set(uri, { id, diagnostics: items });
    const resultId = String(id);
    if (previous === resultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  }

  #diagnostics(uri: string, analysis: Analysis): Diagnostic[] {
    const { documentation } = this.#session;
    return analysis.findings.map((finding) => toDiagnostic(analysis, finding, uri, documentation));
  }
}

interface Told {
  /** The version of a document whose diagnostics were sent, or the number of the result that was asked for. */
  readonly id: number;
  readonly diagnostics: readonly Diagnostic[];
}

function areSame(some: readonly Diagnostic[], others: readonly Diagnostic[]): boolean {
  return some.length === others.length && JSON.stringify(some) === JSON.stringify(others);
}

/** Whether the client asks for diagnostics by itself. */
export function pullsDiagnostics({ client }: Pick<Session, 'client'>): boolean {
  return property(client.textDocument, 'diagnostic') !== undefined;
}
