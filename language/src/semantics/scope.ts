import { t } from '#l10n';
import type { Finding, Fix, Severity } from '../findings.ts';
import { closestName } from '../names.ts';
import type { Item } from '../syntax/ast.ts';
import type { Range } from '../syntax/tokens.ts';
import type { Analysis, Environment } from './analysis.ts';
import { Memory, type Question } from './memory.ts';
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
  | 'swept-constant'
  | 'unused-declaration';

interface Details {
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
  readonly related?: Finding['related'];
  readonly tags?: Finding['tags'];
}

interface Declared {
  readonly constants: ResolvedConstant;
  readonly models: ResolvedModel;
  readonly data: ResolvedData;
}

type Tables = { readonly [K in keyof Declared]: Map<string, Declared[K]> };

/** What is noted while a declaration is resolved. */
interface Recording {
  readonly questions: Question<Scope>[];
  /** Set where it holds for this time only: it refers to another file, or to a name that is not there. */
  volatile: boolean;
}

/**
 * What resolution knows and finds while it goes through a specification. What it asks for, by name or by path, it asks here, so that
 * `remember` knows on what a declaration depends.
 */
export class Scope {
  readonly text: string;
  readonly references: NameReference[] = [];
  readonly findings: Finding[] = [];
  private readonly environment: Environment;
  private readonly memory: Memory<Scope>;
  private readonly declared: Tables = { constants: new Map(), models: new Map(), data: new Map() };
  private readonly told = new Set<string>();
  private readonly volatile = new Set<unknown>();
  private recording: Recording | undefined;

  constructor(text: string, environment: Environment, memory = new Memory<Scope>()) {
    this.text = text;
    this.environment = environment;
    this.memory = memory;
  }

  // ── Names and files ─────────────────────────────────────────────────────────────────────────────

  /** Declares what has no name yet, or one of its own; a second declaration of a name is left out. */
  declare<K extends keyof Declared>(kind: K, declaration: Declared[K]): void {
    const table = this.declared[kind];
    if (!table.has(declaration.name)) table.set(declaration.name, declaration);
  }

  find<K extends keyof Declared>(kind: K, name: string): Declared[K] | undefined {
    return this.ask((scope) => scope.declared[kind].get(name)) as Declared[K] | undefined;
  }

  /** All declarations of a kind, for those who look at the whole file. */
  all<K extends keyof Declared>(kind: K): Declared[K][] {
    return [...this.declared[kind].values()];
  }

  dataSummary(path: string): ReturnType<Environment['dataSummary']> {
    return this.ask((scope) => scope.environment.dataSummary(path)) as ReturnType<
      Environment['dataSummary']
    >;
  }

  weightsSummary(path: string): ReturnType<Environment['weightsSummary']> {
    return this.ask((scope) => scope.environment.weightsSummary(path)) as ReturnType<
      Environment['weightsSummary']
    >;
  }

  module(path: string): Analysis | 'circular' | undefined {
    if (this.recording) this.recording.volatile = true;
    return this.environment.module(path);
  }

  private ask(ask: (scope: Scope) => unknown): unknown {
    const answer = ask(this);
    this.recording?.questions.push({ ask, answer });
    if (this.recording && this.volatile.has(answer)) this.recording.volatile = true;
    return answer;
  }

  /**
   * What a declaration means: what it meant the last time, where all that it asked for then is still so; else what `resolve`
   * finds. What `resolve` reports is remembered with it.
   * @param given what `resolve` uses besides what it asks for
   */
  remember<T extends object>(item: Item, given: readonly unknown[], resolve: () => T): T {
    const known = this.memory.outcomeOf(item);
    const same = known?.given.every((value, index) => value === given[index]);
    if (known && same && known.questions.every(({ ask, answer }) => ask(this) === answer)) {
      this.references.push(...known.references);
      for (const finding of known.findings) this.add(finding);
      return known.result as T;
    }
    const start = { references: this.references.length, findings: this.findings.length };
    const recording = { questions: [], volatile: given.some((value) => this.volatile.has(value)) };
    this.recording = recording;
    const result = resolve();
    this.recording = undefined;
    if (recording.volatile) {
      this.volatile.add(result);
      this.memory.forget(item);
      return result;
    }
    const references = this.references.slice(start.references);
    const findings = this.findings.slice(start.findings);
    const { questions } = recording;
    this.memory.keep(item, { result, given, questions, references, findings });
    return result;
  }

  // ── Findings ────────────────────────────────────────────────────────────────────────────────────

  /** Reports once what several copies of a repeated layer have in common. */
  report(rule: StructuralRule, message: string, range: Range, details: Details = {}): void {
    const nothing = { tags: [], related: [], fixes: [] };
    this.add({ rule, severity: 'error', message, range, ...nothing, ...details });
  }

  private add(finding: Finding): void {
    const { rule, range } = finding;
    const key = `${rule} ${range.start} ${range.end}`;
    if (this.told.has(key)) return;
    this.told.add(key);
    this.findings.push(finding);
  }

  /** Reports a word that means nothing here, with the one that it was most likely meant to be. */
  unknown(
    rule: 'unknown-name' | 'unknown-argument',
    what: string,
    word: string,
    range: Range,
    candidates: Iterable<string>,
  ): void {
    if (this.recording) this.recording.volatile = true;
    const closest = closestName(word, candidates);
    if (closest === undefined) {
      this.report(rule, `${what}.`, range);
      return;
    }
    const fixes = [changeTo(closest, range)];
    this.report(rule, t`${what}. Did you mean '${closest}'?`, range, { fixes });
  }
}

/** The fix that writes another word. */
export function changeTo(word: string, range: Range): Fix {
  return {
    title: t`Change to '${word}'`,
    edits: [{ ...range, text: word }],
    preferred: true,
  };
}
