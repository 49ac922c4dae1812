import type { Finding } from '../findings.ts';
import type { Item } from '../syntax/ast.ts';
import type { Range } from '../syntax/tokens.ts';
import type { NameReference } from './model.ts';
import { resolvedPositions } from './positions.ts';

/** Something that resolution asked while it looked at a declaration: answered otherwise, the declaration means something else. */
export interface Question<S> {
  ask(scope: S): unknown;
  readonly answer: unknown;
}

/** What became of a declaration, and on what that depends besides its text. */
export interface Outcome<S> {
  readonly result: object;
  readonly given: readonly unknown[];
  readonly questions: readonly Question<S>[];
  readonly references: readonly NameReference[];
  readonly findings: readonly Finding[];
}

/**
 * The outcomes of a text's declarations, kept from one analysis of it to the next: what was not edited, and asks for nothing that
 * was, is not resolved again.
 */
export class Memory<S> {
  readonly #outcomes = new WeakMap<Item, Outcome<S>>();

  outcomeOf(item: Item): Outcome<S> | undefined {
    return this.#outcomes.get(item);
  }

  /** Keeps an outcome if all of it moves with its declaration: findings and edits that lie elsewhere do not. */
  keep(item: Item, outcome: Outcome<S>): void {
    const movable = resolvedPositions(outcome.findings).every((place) =>
      isInside(place, item.range),
    );
    if (movable) this.#outcomes.set(item, outcome);
    else this.forget(item);
  }

  forget(item: Item): void {
    this.#outcomes.delete(item);
  }
}

function isInside({ start, end }: Range, outer: Range): boolean {
  return start >= outer.start && end <= outer.end;
}
