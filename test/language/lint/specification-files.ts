import { createReadStream, readFileSync } from 'node:fs';
import {
  analyze,
  type DataProblem,
  type DataSummary,
  EMPTY_ENVIRONMENT,
  type Environment,
  summarize,
} from '#language';

/**
 * A specification's text, and an environment that has looked into its data files.
 * @param base what their paths are relative to
 */
export async function specification(
  file: URL,
  base: URL = file,
): Promise<[text: string, environment: Environment]> {
  const text = readFileSync(file, 'utf8');
  const paths = new Set<string>();
  const asking: Environment = {
    ...EMPTY_ENVIRONMENT,
    dataSummary(path) {
      paths.add(path);
      return undefined;
    },
  };
  analyze(text, asking);
  const known = new Map<string, DataSummary | DataProblem>();
  for (const path of paths) {
    known.set(path, await summarize(path, createReadStream(new URL(path, base))));
  }
  return [text, { ...EMPTY_ENVIRONMENT, dataSummary: (path) => known.get(path) }];
}
