import type { Finding, Fix, Severity } from '../findings.ts';
import type { Range } from '../syntax/tokens.ts';
import type { Group } from './groups.ts';

export type RuleCategory =
  | 'initialization'
  | 'activation'
  | 'normalization'
  | 'recurrent'
  | 'regularization'
  | 'optimization'
  | 'size'
  | 'head'
  | 'data'
  | 'transfer'
  | 'structure';

/** One check of the language: one file in `lint/rules/`, one page in `docs/rules/`. */
export interface Rule {
  /** Kebab-case and stable: the diagnostic's code. */
  readonly id: string;
  /** By default; a report may say otherwise, the user's setting decides. */
  readonly severity: Severity;
  readonly category: RuleCategory;
  /** One sentence. */
  readonly summary: string;
  /** The rule of thumb that it stands for: a remedy, or a row of the tuning table. */
  readonly topic?: string;
  readonly documentation: {
    readonly what: string;
    /** With the formula. */
    readonly why: string;
    readonly source: string;
  };
  /** Specifications that the rule finds fault with, and such that it does not: they run as tests and stand on the page. */
  readonly bad: readonly string[];
  readonly good: readonly string[];
  check(context: RuleContext, report: Report): void;
}

/** Nothing else may decide on what a rule finds: findings are remembered for as long as these are the same. */
export interface RuleContext {
  /**
   * Declarations that refer to each other. Of those that take something from other files, only rules of transfer learning are
   * given any: they speak of a model's own statements, which are here even where it starts from a model of another file.
   */
  readonly specification: Group;
  /** For edits of the declarations: of other lines nothing may be asked. */
  readonly text: string;
}

export type Report = (finding: ReportedFinding) => void;

/** A finding without what the rule says about itself. */
export interface ReportedFinding {
  readonly message: string;
  readonly range: Range;
  /** The rule's, where left out. */
  readonly severity?: Severity;
  readonly tags?: Finding['tags'];
  readonly related?: Finding['related'];
  readonly fixes?: readonly Fix[];
}
