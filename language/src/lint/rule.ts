import type { Finding, Fix, Severity } from '../findings.ts';
import type { ResolvedSpecification } from '../semantics/model.ts';
import type { Lines } from '../syntax/lines.ts';
import type { Range } from '../syntax/tokens.ts';

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

export interface RuleContext {
  /**
   * What the text has the whole of. Rules of transfer learning get all of it: they speak of a model's own statements, which are
   * here even where it starts from a model of another file.
   */
  readonly specification: ResolvedSpecification;
  readonly text: string;
  readonly lines: Lines;
  /** What parsing and resolution found; the structural rules pass theirs on. */
  readonly structural: readonly Finding[];
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
