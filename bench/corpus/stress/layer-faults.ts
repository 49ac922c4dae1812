/** Layers that do not learn, and restraints that do not let them. */
import { pick } from './bases.ts';
import {
  type Fault,
  hasNorm,
  init,
  isReal,
  isSequential,
  onDense,
  set,
  unitsOf,
  withActivation,
} from './fault.ts';

export const LAYER_FAULTS: readonly Fault[] = [
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
        lines: [line, 'epochs', 'data Data', 'split', 'early_stopping'],
      };
    },
  },
];
