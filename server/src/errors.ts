import { ErrorCodes, ResponseError } from './connection.ts';

/** Parameters are wrong: the answer says how, and nothing is logged. */
export function invalid(message: string): ResponseError {
  return new ResponseError(ErrorCodes.InvalidParams, message);
}

/** For the log: where an error comes from. */
export function traceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
