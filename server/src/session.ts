import {
  type ClientCapabilities,
  type Connection,
  ErrorCodes,
  ResponseError,
} from 'vscode-languageserver';
import type { Analysis } from '#language';
import type { Workspace } from './workspace.ts';

/** What all handlers share. */
export interface Session {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly client: ClientCapabilities;
  /** The folder of the rules' pages as a URI, where the client has one. */
  readonly documentation: string | undefined;
}

/** A specification that a request is about. */
export interface Subject {
  readonly uri: string;
  readonly analysis: Analysis;
}

/** Parameters are wrong: the answer says how, and nothing is logged. */
export function invalid(message: string): ResponseError<never> {
  return new ResponseError<never>(ErrorCodes.InvalidParams, message);
}

/**
 * A handler for requests about an open document, which answers with an error in place of an exception: for malformed
 * parameters, for documents that are not known, and for failures of its own, which it logs.
 */
export function answering<P, R>(
  session: Session,
  feature: string,
  handle: (subject: Subject, params: P) => R | Promise<R>,
): (params: P) => Promise<R | ResponseError<never>> {
  return guarded(session, feature, (params) => handle(subjectOf(session, params), params));
}

/** The same for requests that are not about one open document. */
export function guarded<P, R>(
  { connection }: Session,
  feature: string,
  handle: (params: P) => R | Promise<R>,
): (params: P) => Promise<R | ResponseError<never>> {
  return async (params) => {
    try {
      if (typeof params !== 'object' || params === null) throw invalid('There are no parameters.');
      return await handle(params);
    } catch (error) {
      if (error instanceof ResponseError) return error as ResponseError<never>;
      const reason = error instanceof Error ? error.message : String(error);
      const trace = error instanceof Error ? error.stack : undefined;
      connection.console.error(`${feature} failed: ${trace ?? reason}`);
      return new ResponseError<never>(ErrorCodes.InternalError, `${feature} failed: ${reason}`);
    }
  };
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

/** A property of a value that may be anything. */
export function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
