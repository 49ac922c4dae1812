/** What a fault is, and the changes of a draft that faults are made of. */
import type { CauseCategory } from '#diagnosis';
import { type Problem, pick } from './bases.ts';
import type { Draft } from './draft.ts';

/** What a fault made of a draft; the lines are parts of those that may be blamed. */
export interface Injected {
  readonly draft: Draft;
  readonly categories: readonly CauseCategory[];
  readonly lines: readonly string[];
}

export interface Fault {
  readonly id: string;
  /** Null where this draft cannot have it. */
  readonly inject: (draft: Draft, problem: Problem, random: () => number) => Injected | null;
}

/** By optimizer: far too high and far too low a rate. */
export const RATES: Readonly<Record<string, readonly [high: number, low: number]>> = {
  adam: [0.5, 1e-6],
  adamw: [0.5, 1e-6],
  nadam: [0.5, 1e-6],
  adamax: [2, 1e-6],
  rmsprop: [0.5, 1e-6],
  sgd: [20, 1e-5],
  adagrad: [20, 1e-5],
};

export const isSequential = ({ hidden }: Draft) => hidden.length > 0;
export const set = (draft: Draft, train: Record<string, string>): Draft => ({
  ...draft,
  train: { ...draft.train, ...train },
});
export const nameOf = (optimizer: string) => optimizer.slice(0, optimizer.indexOf('('));
export const onDense = (draft: Draft, change: (line: string, index: number) => string): Draft => ({
  ...draft,
  hidden: draft.hidden.map((line, i) => (line.startsWith('dense(') ? change(line, i) : line)),
});
export const unitsOf = (line: string) => /dense\((\d+)/.exec(line)?.[1] ?? '16';
export const withInit = (line: string, init: string) =>
  line.replace(/init: \w+(\([^)]*\))?/, `init: ${init}`);
export const withActivation = (line: string, activation: string, init: string) =>
  `dense(${unitsOf(line)}, ${activation}, init: ${init})`;
export const hasNorm = ({ hidden }: Draft) => hidden.includes('batch_norm');
export const isReal = ({ metric }: Problem) => metric === 'r2';

export function rate(which: 0 | 1): Fault['inject'] {
  return (draft) => {
    const name = nameOf(draft.train.optimizer ?? '');
    const value = RATES[name]?.[which];
    if (value === undefined) return null;
    const optimizer = (draft.train.optimizer ?? '').replace(
      /learning_rate: [\d.e-]+/,
      `learning_rate: ${value}`,
    );
    return {
      draft: set(draft, { optimizer }),
      categories: ['learning-rate', 'optimizer', ...(which === 1 ? (['epochs'] as const) : [])],
      lines: ['optimizer', ...(which === 1 ? ['epochs'] : [])],
    };
  };
}

export function init(...choices: readonly string[]): Fault['inject'] {
  return (draft, _problem, random) => {
    if (!isSequential(draft) || hasNorm(draft)) return null;
    const chosen = pick(choices, random);
    return {
      draft: onDense(draft, (line) => withInit(line, chosen)),
      categories: ['initialization'],
      lines: [chosen],
    };
  };
}

export function head(
  problemKind: 'classes' | 'real',
  ...choices: readonly string[]
): Fault['inject'] {
  return (draft, problem, random) => {
    if (isReal(problem) !== (problemKind === 'real')) return null;
    const chosen = pick(choices, random);
    const line = draft.head.replace(/dense\((\d+)(, \w+)?\)/, `dense($1, ${chosen})`);
    return {
      draft: { ...draft, head: line },
      categories: ['head-and-loss', ...(problemKind === 'real' ? (['data'] as const) : [])],
      lines: [line, 'loss', ...(problemKind === 'real' ? ['data Data', 'scale_target'] : [])],
    };
  };
}
