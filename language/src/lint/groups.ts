import type {
  ResolvedData,
  ResolvedModel,
  ResolvedSpecification,
  ResolvedTrain,
} from '../semantics/model.ts';

export type Declaration = ResolvedModel | ResolvedData | ResolvedTrain;

/** Declarations that refer to each other, directly or through others. What the rules find in one of them depends on these alone. */
export type Group = Pick<ResolvedSpecification, 'models' | 'data' | 'trains'>;

export function declarationsOf({ models, data, trains }: Group): readonly Declaration[] {
  return [...models, ...data, ...trains];
}

/** The groups that a specification falls into, in the order of their first declarations. */
export function groupsOf({ models, data, trains }: ResolvedSpecification): readonly Group[] {
  const links = new Links();
  for (const model of models) if (model.base?.model) links.join(model, model.base.model);
  for (const train of trains) {
    if (train.model) links.join(train, train.model);
    if (train.data) links.join(train, train.data);
  }
  const groups = new Map<Declaration, MutableGroup>();
  const groupOf = (declaration: Declaration): MutableGroup => {
    const representative = links.representativeOf(declaration);
    let group = groups.get(representative);
    if (!group) {
      group = { models: [], data: [], trains: [] };
      groups.set(representative, group);
    }
    return group;
  };
  for (const model of models) groupOf(model).models.push(model);
  for (const one of data) groupOf(one).data.push(one);
  for (const train of trains) groupOf(train).trains.push(train);
  return [...groups.values()];
}

interface MutableGroup {
  readonly models: ResolvedModel[];
  readonly data: ResolvedData[];
  readonly trains: ResolvedTrain[];
}

/** Which declarations belong together: each leads to the representative of its group (union-find with path halving). */
class Links {
  readonly #next = new Map<Declaration, Declaration>();

  join(one: Declaration, other: Declaration): void {
    const [first, second] = [this.representativeOf(one), this.representativeOf(other)];
    if (first !== second) this.#next.set(first, second);
  }

  representativeOf(declaration: Declaration): Declaration {
    let current = declaration;
    for (let next = this.#next.get(current); next; next = this.#next.get(current)) {
      const beyond = this.#next.get(next);
      if (beyond) this.#next.set(current, beyond);
      current = beyond ?? next;
    }
    return current;
  }
}
