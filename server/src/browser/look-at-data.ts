import { type DataSummary, summarize } from '#language';
import type { Look } from '../file-inspector.ts';
import type { Files } from '../files.ts';

/** Looks into data files between the answers: they come through the client in chunks, each of which is read in milliseconds. */
export function lookAtData(files: Files): Look<DataSummary> {
  return (uri, path) => summarize(path, files.read(uri));
}
