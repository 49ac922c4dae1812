import type { Analysis, ShownHints } from '#language';
import { type Connection, ErrorCodes, isResponseError, ResponseError } from './connection.ts';
import { invalid, traceOf } from './errors.ts';
import type { OnDemand } from './on-demand.ts';
import { property } from './property.ts';
import type { ClientCapabilities, ClientMessages } from './protocol.ts';
import type { Workspace } from './workspace.ts';

/** What all handlers share. */
export interface Session {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly client: ClientCapabilities;
  /** What is loaded only when it is asked for. */
  readonly onDemand: () => Promise<OnDemand>;
  /** The folder of the rules' pages as a URI, where the client has one. */
  readonly documentation: string | undefined;
  /** Which inlay hints the person wants in a document. */
  shownHints(uri: string): ShownHints;
}

/** A specification that a request is about. */
export interface Subject {
  readonly uri: string;
  readonly analysis: Analysis;
}

type Params<M extends keyof ClientMessages> = ClientMessages[M][0];
type Result<M extends keyof ClientMessages> = ClientMessages[M][1];

/**
 * Answers requests about an open document, with an error in place of an exception: for malformed parameters, for documents
 * that are not known, and for failures of its own, which it logs.
 */
export function answer<M extends keyof ClientMessages>(
  session: Session,
  method: M,
  handle: (subject: Subject, params: Params<M>) => Result<M> | undefined | Promise<Result<M>>,
): void {
  answerAll(session, method, async (params: Params<M>) =>
    handle(subjectOf(session, params), params),
  );
}

/** The same for requests that are not about one open document, of the protocol or of NNSpec's own. */
export function answerAll<P, R>(
  { connection }: Session,
  method: string,
  handle: (params: P) => R | Promise<R>,
): void {
  connection.onRequest(method, async (params: P): Promise<unknown> => {
    try {
      if (typeof params !== 'object' || params === null) throw invalid('There are no parameters.');
      return (await handle(params)) ?? null;
    } catch (error) {
      if (isResponseError(error)) return error;
      connection.logError(`${method} failed: ${traceOf(error)}`);
      const reason = error instanceof Error ? error.message : String(error);
      return new ResponseError(ErrorCodes.InternalError, `${method} failed: ${reason}`);
    }
  });
}

function subjectOf({ workspace }: Session, params: unknown): Subject {
  const uri = property(property(params, 'textDocument'), 'uri');
  if (typeof uri !== 'string') throw invalid('The parameters name no text document.');
  const analysis = workspace.analysis(uri);
  if (!analysis) throw invalid(`The document ${uri} is not open.`);
  for (const name of ['position', 'range']) checkPlaces(property(params, name), name);
  return { uri, analysis };
}

/** A position or range that is there must be well formed. */
function checkPlaces(place: unknown, name: string): void {
  if (place === undefined) return;
  const positions = name === 'range' ? [property(place, 'start'), property(place, 'end')] : [place];
  const counts = positions.flatMap((one) => [property(one, 'line'), property(one, 'character')]);
  if (counts.some((count) => !Number.isInteger(count) || (count as number) < 0)) {
    throw invalid(`The ${name} needs whole numbers from 0 for line and character.`);
  }
}
