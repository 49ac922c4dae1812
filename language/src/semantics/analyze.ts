import type { Finding } from '../findings.ts';
import { RULES } from '../lint/rules/index.ts';
import { Linter } from '../lint/run.ts';
import { applySuppressions } from '../lint/suppressions.ts';
import type { Specification } from '../syntax/ast.ts';
import { indexLines } from '../syntax/lines.ts';
import { type Parsed, parseSections, reparseSections, type Section } from '../syntax/sections.ts';
import type { Token } from '../syntax/tokens.ts';
import type { Analysis, Environment } from './analysis.ts';
import { Memory } from './memory.ts';
import type { ResolvedSpecification } from './model.ts';
import { allPositions, type Position, shift, tokenPositions } from './positions.ts';
import { resolve } from './resolve.ts';
import { Scope } from './scope.ts';

/**
 * Everything known about a text: its tree, its resolved model, and what the rules find. Never throws, whatever the text.
 */
export function analyze(text: string, environment: Environment): Analysis {
  return new Analyzer().analyze(text, environment);
}

/**
 * Analyses one text again and again while it is edited. Declarations that an edit does not concern are neither parsed nor resolved
 * again; those behind it are moved, by changing the positions in them. So an analysis is valid until the next one is asked for,
 * which is equal to a fresh one in every respect.
 */
export class Analyzer {
  readonly #memory = new Memory<Scope>();
  readonly #linter = new Linter();
  readonly #positions = new WeakMap<Section, SectionPositions>();
  #parsed: Parsed | undefined;

  analyze(text: string, environment: Environment): Analysis {
    const move = (sections: readonly Section[], end: Token, distance: number) =>
      this.#move(sections, end, distance);
    this.#parsed = this.#parsed ? reparseSections(text, this.#parsed, move) : parseSections(text);
    const { tree } = this.#parsed;
    const lines = indexLines(text);
    const scope = new Scope(text, environment, this.#memory);
    reportSyntax(scope, tree);
    const resolved = resolve(scope, tree);
    const { findings: structural } = scope;
    const findings = [...structural, ...this.#linter.findings(text, resolved)];
    const settled = isSettled(resolved);
    const kept = applySuppressions(findings, tree, text, lines, RULE_IDS, settled);
    const shown = applySeverities(kept, environment);
    shown.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
    return { uri: environment.uri, text, lines, tree, resolved, structural, findings: shown };
  }

  /** All positions are collected before the first is changed: where they stand tells to which section they belong. */
  #move(sections: readonly Section[], end: Token, distance: number): void {
    const places = sections.map((section) => this.#positionsOf(section));
    for (const positions of [...places, tokenPositions([end])]) shift(positions, distance);
  }

  /** The ranges in a section and in what it was resolved to, without those of other sections that it refers to. */
  #positionsOf(section: Section): readonly Position[] {
    const { tokens, item, problems } = section;
    const outcome = item && this.#memory.outcomeOf(item);
    const known = this.#positions.get(section);
    if (known && known.outcome === outcome) return known.positions;
    const { result, references, findings } = outcome ?? {};
    const positions = allPositions(tokens, [item, problems], [result, references, findings]);
    this.#positions.set(section, { outcome, positions });
    return positions;
  }
}

interface SectionPositions {
  readonly outcome: unknown;
  readonly positions: readonly Position[];
}

function reportSyntax(scope: Scope, { problems }: Specification): void {
  for (const { message, range, fix } of problems) {
    const fixes = fix
      ? [{ title: fix.title, edits: [{ ...fix.range, text: fix.text }], preferred: true }]
      : [];
    scope.report('syntax-error', message, range, { fixes });
  }
}

const RULE_IDS: ReadonlySet<string> = new Set(RULES.map(({ id }) => id));

/** False while a data file is being looked at: more may be found soon. */
function isSettled({ data }: ResolvedSpecification): boolean {
  return data.every(
    ({ source, summary, problem }) => source?.kind !== 'file' || summary || problem,
  );
}

function applySeverities(findings: Finding[], { severities }: Environment): Finding[] {
  return findings.flatMap((finding) => {
    const severity = severities[finding.rule];
    if (severity === 'off') return [];
    return severity ? [{ ...finding, severity }] : [finding];
  });
}
