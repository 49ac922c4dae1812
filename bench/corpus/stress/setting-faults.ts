/** Rates, epochs, batches, scales, output layers and losses that do not suit the problem. */
import { pick } from './bases.ts';
import { type Fault, hasNorm, head, isReal, rate, set } from './fault.ts';

export const SETTING_FAULTS: readonly Fault[] = [
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
];
