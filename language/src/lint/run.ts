import type { Finding } from '../findings.ts';
import type { ResolvedModel, ResolvedSpecification } from '../semantics/model.ts';
import type { Range } from '../syntax/tokens.ts';
import { type Declaration, declarationsOf, type Group, groupsOf } from './groups.ts';
import { RULES } from './rules/index.ts';

/**
 * Runs the rules and remembers what they find: a group of declarations is looked at again where something of it is another than the
 * last time.
 */
export class Linter {
  readonly #remembered = new WeakMap<Declaration, Remembered>();

  /** What all rules but the structural ones find. */
  findings(text: string, specification: ResolvedSpecification): Finding[] {
    return groupsOf(specification).flatMap((group) => this.#findingsIn(text, group));
  }

  #findingsIn(text: string, group: Group): readonly Finding[] {
    const declarations = declarationsOf(group);
    const state = stateOf(declarations);
    const [first] = declarations;
    const known = first && this.#remembered.get(first);
    const distance = known && distanceBetween(known, state);
    if (known && distance === 0) return known.findings;
    // Copies: the ranges that a rule tells of are the tree's, which change where they are.
    const findings =
      known && distance !== undefined
        ? known.findings.map((finding) => moved(finding, distance))
        : runRules(text, group).map((finding) => moved(finding, 0));
    if (first) this.#remembered.set(first, { ...state, findings });
    return findings;
  }
}

/** All that the findings in a group depend on. What an edit has a line in common with was parsed anew, and is another declaration. */
interface State {
  readonly declarations: readonly Declaration[];
  /** Where each begins. */
  readonly starts: readonly number[];
}

interface Remembered extends State {
  readonly findings: readonly Finding[];
}

function stateOf(declarations: readonly Declaration[]): State {
  return { declarations, starts: declarations.map(({ range }) => range.start) };
}

/** How far the text around declarations has moved as a whole; undefined where something else about them has changed. */
function distanceBetween(known: State, now: State): number | undefined {
  const [distance = 0, ...others] = now.starts.map(
    (start, index) => start - (known.starts[index] ?? 0),
  );
  const holds =
    areSame(known.declarations, now.declarations) && others.every((other) => other === distance);
  return holds ? distance : undefined;
}

function areSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}

/** The same finding so much further on. */
function moved(finding: Finding, distance: number): Finding {
  const related = finding.related.map((place) => ({
    ...place,
    range: movedRange(place.range, distance),
  }));
  const fixes = finding.fixes.map((fix) => ({
    ...fix,
    edits: fix.edits.map((edit) => ({ ...edit, ...movedRange(edit, distance) })),
  }));
  return { ...finding, range: movedRange(finding.range, distance), related, fixes };
}

function movedRange({ start, end }: Range, distance: number): Range {
  return { start: start + distance, end: end + distance };
}

/**
 * Runs every rule over a group. Copies of a `repeat` share their place in the text: what is said of one is not said again.
 */
function runRules(text: string, group: Group): Finding[] {
  const own = ownPart(group);
  return RULES.flatMap((rule) => {
    const findings: Finding[] = [];
    const places = new Set<string>();
    const specification = rule.category === 'transfer' ? group : own;
    rule.check({ specification, text }, (reported) => {
      const place = `${reported.range.start}-${reported.range.end}`;
      if (places.has(place)) return;
      places.add(place);
      findings.push({
        rule: rule.id,
        severity: rule.severity,
        tags: [],
        related: [],
        fixes: [],
        ...reported,
      });
    });
    return findings;
  });
}

/**
 * What most rules look at: the models, data sets and train blocks that this text has the whole of. What comes from other files is
 * checked there; its ranges and edits would be in another text.
 */
function ownPart(group: Group): Group {
  const data = new Set(group.data);
  const models = new Set(group.models);
  for (const model of group.models) if (!isWhole(model, models)) models.delete(model);
  const trains = group.trains.filter(
    (train) => (!train.model || models.has(train.model)) && (!train.data || data.has(train.data)),
  );
  return { data: group.data, models: [...models], trains };
}

/** True where all models that a model starts from, directly or not, are among these. */
function isWhole(model: ResolvedModel, models: ReadonlySet<ResolvedModel>): boolean {
  for (let base = model.base?.model; base; base = base.base?.model) {
    if (!models.has(base)) return false;
  }
  return true;
}
