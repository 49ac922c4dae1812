import type { Finding, Fix, Severity } from '../findings.ts';
import { closestName } from '../names.ts';
import type { Range } from '../syntax/tokens.ts';
import type { Environment } from './analysis.ts';
import type { NameReference, ResolvedConstant, ResolvedData, ResolvedModel } from './model.ts';

/** The rules that resolution itself reports; each has its page in `lint/rules/`. */
export type StructuralRule =
  | 'syntax-error'
  | 'unknown-name'
  | 'duplicate-name'
  | 'unknown-argument'
  | 'argument-type'
  | 'argument-range'
  | 'missing-argument'
  | 'shape-mismatch'
  | 'missing-flatten'
  | 'kernel-too-large'
  | 'return-sequences'
  | 'residual-shape'
  | 'input-shape-data'
  | 'data-file'
  | 'unused-declaration'
  | 'not-trainable-yet';

interface Details {
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
  readonly related?: Finding['related'];
  readonly tags?: Finding['tags'];
}

/** What resolution knows and finds while it goes through a specification. */
export class Scope {
  readonly text: string;
  readonly environment: Environment;
  readonly constants = new Map<string, ResolvedConstant>();
  readonly models = new Map<string, ResolvedModel>();
  readonly data = new Map<string, ResolvedData>();
  readonly references: NameReference[] = [];
  readonly findings: Finding[] = [];
  private readonly told = new Set<string>();

  constructor(text: string, environment: Environment) {
    this.text = text;
    this.environment = environment;
  }

  /** Reports once what several copies of a repeated layer have in common. */
  report(rule: StructuralRule, message: string, range: Range, details: Details = {}): void {
    const key = `${rule} ${range.start} ${range.end}`;
    if (this.told.has(key)) return;
    this.told.add(key);
    this.findings.push({
      rule,
      severity: 'error',
      message,
      range,
      tags: [],
      related: [],
      fixes: [],
      ...details,
    });
  }

  /** Reports a word that means nothing here, with the one that it was most likely meant to be. */
  unknown(
    rule: 'unknown-name' | 'unknown-argument',
    what: string,
    word: string,
    range: Range,
    candidates: Iterable<string>,
  ): void {
    const closest = closestName(word, candidates);
    if (closest === undefined) {
      this.report(rule, `${what}.`, range);
      return;
    }
    const fixes = [changeTo(closest, range)];
    this.report(rule, `${what}. Did you mean '${closest}'?`, range, { fixes });
  }
}

/** The fix that writes another word. */
export function changeTo(word: string, range: Range): Fix {
  return {
    title: `Change to '${word}'`,
    edits: [{ ...range, text: word }],
    preferred: true,
  };
}
