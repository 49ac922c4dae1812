/** Faults of the kinds that the literature reports, each put into any healthy draft that it can hurt. */
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
const RATES: Readonly<Record<string, readonly [high: number, low: number]>> = {
  adam: [0.5, 1e-6],
  adamw: [0.5, 1e-6],
  nadam: [0.5, 1e-6],
  adamax: [2, 1e-6],
  rmsprop: [0.5, 1e-6],
  sgd: [20, 1e-5],
  adagrad: [20, 1e-5],
};

const isSequential = ({ hidden }: Draft) => hidden.length > 0;
const set = (draft: Draft, train: Record<string, string>): Draft => ({
  ...draft,
  train: { ...draft.train, ...train },
});
const nameOf = (optimizer: string) => optimizer.slice(0, optimizer.indexOf('('));
const onDense = (draft: Draft, change: (line: string, index: number) => string): Draft => ({
  ...draft,
  hidden: draft.hidden.map((line, i) => (line.startsWith('dense(') ? change(line, i) : line)),
});
const unitsOf = (line: string) => /dense\((\d+)/.exec(line)?.[1] ?? '16';
const withInit = (line: string, init: string) =>
  line.replace(/init: \w+(\([^)]*\))?/, `init: ${init}`);
const withActivation = (line: string, activation: string, init: string) =>
  `dense(${unitsOf(line)}, ${activation}, init: ${init})`;
const hasNorm = ({ hidden }: Draft) => hidden.includes('batch_norm');
const isReal = ({ metric }: Problem) => metric === 'r2';

function rate(which: 0 | 1): Fault['inject'] {
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

function init(...choices: readonly string[]): Fault['inject'] {
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

function head(problemKind: 'classes' | 'real', ...choices: readonly string[]): Fault['inject'] {
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

export const FAULTS: readonly Fault[] = [
  { id: 'rate-high', inject: rate(0) },
  { id: 'rate-low', inject: rate(1) },
  {
    id: 'momentum',
    inject: (draft) => ({
      draft: set(draft, { optimizer: 'sgd(learning_rate: 0.5, momentum: 0.99)' }),
      categories: ['learning-rate', 'optimizer'],
      lines: ['optimizer'],
    }),
  },
  {
    id: 'adadelta',
    inject: (draft) => ({
      draft: set(draft, { optimizer: 'adadelta(learning_rate: 1e-3)' }),
      categories: ['learning-rate', 'optimizer', 'epochs'],
      lines: ['optimizer', 'epochs'],
    }),
  },
  {
    id: 'one-epoch',
    inject: (draft) => ({
      draft: set(draft, { optimizer: 'sgd(learning_rate: 0.01)', epochs: '1' }),
      categories: ['epochs', 'learning-rate', 'optimizer'],
      lines: ['epochs', 'optimizer'],
    }),
  },
  {
    id: 'huge-batch',
    inject: (draft) => ({
      draft: set(draft, {
        optimizer: 'sgd(learning_rate: 0.01)',
        batch_size: '2000',
        epochs: '10',
      }),
      categories: ['batch-size', 'epochs', 'learning-rate', 'optimizer'],
      lines: ['batch_size', 'epochs', 'optimizer'],
    }),
  },
  {
    id: 'batch-of-one',
    inject: (draft) => ({
      draft: set(draft, { optimizer: 'sgd(learning_rate: 0.1, momentum: 0.9)', batch_size: '1' }),
      categories: ['batch-size', 'learning-rate', 'optimizer'],
      lines: ['batch_size', 'optimizer'],
    }),
  },
  {
    id: 'unscaled',
    inject: (draft, problem) =>
      problem.unscaled && !hasNorm(draft)
        ? {
            draft: { ...draft, data: draft.data.filter((line) => !line.startsWith('scale ')) },
            categories: ['data'],
            lines: ['data Data', 'scale'],
          }
        : null,
  },
  {
    id: 'scaled-twice',
    inject: (draft, problem) =>
      problem.id === 'digits' || problem.id === 'images'
        ? {
            draft: {
              ...draft,
              data: draft.data.map((line) => line.replace('divide(16)', 'divide(65025)')),
            },
            categories: ['data'],
            lines: ['data Data', 'scale'],
          }
        : null,
  },
  {
    id: 'unscaled-target',
    inject: (draft, problem) =>
      problem.id === 'diabetes'
        ? {
            draft: {
              ...draft,
              data: draft.data.filter((line) => !line.startsWith('scale_target')),
            },
            categories: ['data'],
            lines: ['data Data', 'scale_target', 'target'],
          }
        : null,
  },
  { id: 'relu-head', inject: head('classes', 'relu', 'linear', 'tanh') },
  { id: 'bounded-head', inject: head('real', 'sigmoid', 'relu', 'softmax') },
  {
    id: 'regression-loss',
    inject: (draft, problem, random) => {
      if (isReal(problem)) return null;
      return {
        draft: set(draft, {
          loss: pick(['mae', 'mse'], random),
          optimizer: 'sgd(learning_rate: 0.01)',
        }),
        categories: ['head-and-loss', 'learning-rate', 'optimizer', 'epochs'],
        lines: ['loss', 'optimizer', 'epochs', draft.head],
      };
    },
  },
  { id: 'constant-init', inject: init('zeros', 'ones', 'constant(0.05)') },
  { id: 'small-init', inject: init('random_normal(std: 1e-4)', 'random_uniform(limit: 0.001)') },
  { id: 'large-init', inject: init('random_normal(std: 5)', 'random_uniform(limit: 8)') },
  {
    id: 'deep-sigmoid',
    inject: (draft, _problem, random) => {
      if (hasNorm(draft)) return null;
      const depth = 6 + Math.floor(5 * random());
      const front = draft.hidden.filter((line) => !line.startsWith('dense('));
      const line = 'dense(12, sigmoid, init: glorot_uniform)';
      return {
        draft: { ...draft, hidden: [...front, ...Array.from({ length: depth }, () => line)] },
        categories: ['activation', 'depth', 'initialization'],
        lines: ['sigmoid, init'],
      };
    },
  },
  {
    id: 'deep-narrow-relu',
    inject: (draft, _problem, random) => {
      const depth = 12 + Math.floor(6 * random());
      const front = draft.hidden.filter(
        (line) => !line.startsWith('dense(') && line !== 'batch_norm',
      );
      const line = 'dense(3, relu, init: he_normal)';
      return {
        draft: { ...draft, hidden: [...front, ...Array.from({ length: depth }, () => line)] },
        categories: ['activation', 'depth', 'capacity', 'initialization'],
        lines: ['relu, init'],
      };
    },
  },
  {
    id: 'softmax-hidden',
    inject: (draft) => {
      if (!isSequential(draft)) return null;
      return {
        draft: onDense(draft, (line) => withActivation(line, 'softmax', 'glorot_uniform')),
        categories: ['activation'],
        lines: ['softmax, init'],
      };
    },
  },
  {
    id: 'no-activation',
    inject: (draft, problem) =>
      problem.linear
        ? null
        : {
            draft: onDense(draft, (line) => withActivation(line, 'linear', 'glorot_uniform')),
            categories: ['activation', 'capacity'],
            lines: ['linear, init'],
          },
  },
  {
    id: 'too-narrow',
    inject: (draft, problem) =>
      problem.id === 'digits' || problem.id === 'spirals' || problem.id === 'images'
        ? {
            draft: onDense(draft, (line) => line.replace(/dense\(\d+/, 'dense(2')),
            categories: ['capacity', 'activation'],
            lines: ['dense(2, '],
          }
        : null,
  },
  {
    id: 'no-hidden',
    inject: (draft, problem) =>
      problem.linear || problem.front
        ? null
        : { draft: { ...draft, hidden: [] }, categories: ['capacity'], lines: [draft.head] },
  },
  {
    id: 'dropout',
    inject: (draft, _problem, random) => {
      const rateOf = pick([0.8, 0.9, 0.95], random);
      return {
        draft: {
          ...draft,
          hidden: draft.hidden.flatMap((line) =>
            line.startsWith('dense(') ? [line, `dropout(${rateOf})`] : [line],
          ),
        },
        categories: ['regularization'],
        lines: [`dropout(${rateOf})`],
      };
    },
  },
  {
    id: 'penalty',
    inject: (draft, _problem, random) => {
      const penalty = pick(['l2: 1', 'l2: 0.3', 'l1: 0.1', 'l1: 0.3'], random);
      return {
        draft: onDense(draft, (line) => line.replace(/\)$/, `, ${penalty})`)),
        categories: ['regularization'],
        lines: [penalty],
      };
    },
  },
  {
    id: 'weight-decay',
    inject: (draft) => ({
      draft: set(draft, { optimizer: 'adamw(learning_rate: 3e-3, weight_decay: 100)' }),
      categories: ['regularization', 'optimizer'],
      lines: ['optimizer'],
    }),
  },
  {
    id: 'max-norm',
    inject: (draft) => ({
      draft: onDense(draft, (line) => line.replace(/\)$/, ', max_norm: 0.01)')),
      categories: ['regularization'],
      lines: ['max_norm: 0.01'],
    }),
  },
  {
    id: 'exponential',
    inject: (draft) => ({
      draft: onDense(draft, (line) => withActivation(line, 'exponential', 'he_normal')),
      categories: ['activation'],
      lines: ['exponential'],
    }),
  },
  {
    id: 'exploding',
    inject: (draft, _problem, random) => {
      if (hasNorm(draft)) return null;
      const std = pick([1, 2], random);
      const line = `dense(32, relu, init: random_normal(std: ${std}))`;
      const front = draft.hidden.filter((text) => !text.startsWith('dense('));
      return {
        draft: { ...draft, hidden: [...front, ...Array.from({ length: 7 }, () => line)] },
        categories: ['initialization'],
        lines: ['random_normal'],
      };
    },
  },
  {
    id: 'decay-too-soon',
    inject: (draft) => ({
      draft: set(draft, {
        optimizer: 'sgd(learning_rate: 0.01)',
        schedule: 'exponential(decay: 0.05)',
      }),
      categories: ['learning-rate', 'optimizer', 'epochs'],
      lines: ['schedule', 'optimizer', 'epochs'],
    }),
  },
  {
    id: 'tiny-clip',
    inject: (draft) => ({
      draft: set(draft, {
        optimizer: 'sgd(learning_rate: 0.05, momentum: 0.9)',
        clip_norm: '1e-4',
      }),
      categories: ['learning-rate', 'optimizer'],
      lines: ['clip_norm', 'optimizer'],
    }),
  },
  {
    id: 'epsilon',
    inject: (draft) => ({
      draft: set(draft, { optimizer: 'adam(learning_rate: 1e-3, epsilon: 100)' }),
      categories: ['optimizer', 'learning-rate'],
      lines: ['optimizer'],
    }),
  },
  {
    id: 'dead-bias',
    inject: (draft) => {
      if (hasNorm(draft) || !isSequential(draft)) return null;
      const line = (text: string) =>
        `dense(${unitsOf(text)}, relu, init: he_normal, bias_init: constant(-20))`;
      return {
        draft: onDense(draft, line),
        categories: ['initialization', 'activation'],
        lines: ['bias_init'],
      };
    },
  },
  {
    id: 'norm-of-two',
    inject: (draft) => ({
      draft: {
        ...set(draft, { batch_size: '2', optimizer: 'sgd(learning_rate: 0.1, momentum: 0.9)' }),
        hidden: draft.hidden
          .filter((line) => line !== 'batch_norm')
          .flatMap((line) => (line.startsWith('dense(') ? [line, 'batch_norm'] : [line])),
      },
      categories: ['batch-size', 'learning-rate', 'optimizer'],
      lines: ['batch_size', 'batch_norm', 'optimizer'],
    }),
  },
  {
    id: 'stops-at-once',
    inject: (draft) => ({
      draft: set(draft, {
        optimizer: 'sgd(learning_rate: 0.01)',
        early_stopping: '(monitor: val_loss, patience: 1, min_delta: 0.5)',
      }),
      categories: ['epochs', 'learning-rate', 'optimizer'],
      lines: ['early_stopping', 'epochs', 'optimizer'],
    }),
  },
  {
    id: 'overfit',
    inject: (draft, problem, random) => {
      if (
        isReal(problem)
          ? problem.id !== 'diabetes'
          : problem.id !== 'digits' && problem.id !== 'moons'
      ) {
        return null;
      }
      const width = pick([192, 256], random);
      const line = `dense(${width}, relu, init: he_normal)`;
      return {
        draft: {
          ...set(draft, { optimizer: 'adam(learning_rate: 3e-3)', batch_size: '8', epochs: '80' }),
          data: draft.data.map((text) =>
            text.replace('train 70%, validation 30%', 'train 12%, validation 88%'),
          ),
          hidden: [line, line, line],
        },
        categories: ['capacity', 'regularization', 'epochs', 'data'],
        lines: [line, 'epochs', 'data Data', 'early_stopping'],
      };
    },
  },
];
