import type { DataProblem, DataSummary } from '../data/summary.ts';
import type { WeightsSummary } from '../data/weights-summary.ts';
import type { Finding, Severity } from '../findings.ts';
import type { Specification } from '../syntax/ast.ts';
import type { Lines } from '../syntax/lines.ts';
import type { ResolvedSpecification } from './model.ts';

/** What `analyze` cannot see in the text; given by the server and the command line. */
export interface Environment {
  readonly uri: string;
  /** What is known about a data file, by its path as written in the text; undefined while it is not yet known. */
  dataSummary(path: string): DataSummary | DataProblem | undefined;
  /** The same for a file of weights. */
  weightsSummary(path: string): WeightsSummary | DataProblem | undefined;
  /**
   * The analysis of another specification, by its path as written in the text; undefined where there is none, and `circular` where
   * this analysis is made for that one.
   */
  module(path: string): Analysis | 'circular' | undefined;
  /** The severities that the user set, by rule id. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
}

/** An environment that knows no file and changes no severity. */
export const EMPTY_ENVIRONMENT: Environment = {
  uri: '',
  dataSummary: () => undefined,
  weightsSummary: () => undefined,
  module: () => undefined,
  severities: {},
};

/** Everything known about a text. */
export interface Analysis {
  readonly uri: string;
  readonly text: string;
  readonly lines: Lines;
  readonly tree: Specification;
  readonly resolved: ResolvedSpecification;
  /** What parsing and resolution found, suppressed or not: errors among them keep a model from being trained. */
  readonly structural: readonly Finding[];
  /** In the order of the text; suppressed ones and those switched off are left out. */
  readonly findings: readonly Finding[];
}
