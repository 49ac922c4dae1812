import { countParameter } from './shared-parameters.ts';
import { CITATIONS } from './tuning-table.ts';
import type { Entry, Parameter } from './types.ts';

const SHARE = { minimum: 0, maximum: 1 } as const;

function warmup(byDefault = 0): Parameter {
  return {
    name: 'warmup',
    type: 'number',
    default: byDefault,
    range: { ...SHARE, openMaximum: true },
    documentation: 'Share of the training in which the rate rises from 0: `5%`.',
  };
}

function factor(name: string, byDefault: number, documentation: string): Parameter {
  const range = { ...SHARE, openMinimum: true };
  return { name, type: 'number', default: byDefault, range, documentation };
}

function floor(documentation: string): Parameter {
  return { name: 'minimum', type: 'number', default: 0, range: SHARE, documentation };
}

type Words = Omit<Entry, 'kind'>;

const ENTRIES: readonly Words[] = [
  {
    name: 'constant',
    summary: 'The same learning rate all along.',
    documentation: 'With `warmup` it rises to it first.',
    formula: 'rate = learning_rate',
    source: 'Robbins & Monro 1951, A stochastic approximation method',
    parameters: [warmup()],
    snippet: 'constant',
  },
  {
    name: 'step',
    summary: 'Lower by a factor every few epochs.',
    documentation: 'Falls in steps.',
    formula: 'rate = learning_rate · factor^⌊epoch / every⌋',
    source: 'He et al. 2016, Deep residual learning for image recognition',
    parameters: [
      countParameter('every', 'Epochs between two steps.', 10),
      factor('factor', 0.5, 'What the rate is multiplied with at each step.'),
      warmup(),
    ],
    snippet: 'step(every: ${1:10}, factor: ${2:0.5})',
  },
  {
    name: 'exponential',
    summary: 'Lower by a factor an epoch, smoothly.',
    documentation: 'Falls fast at first, then slowly.',
    formula: 'rate = learning_rate · decay^epoch',
    source: 'Szegedy et al. 2015, Going deeper with convolutions',
    parameters: [factor('decay', 0.95, 'What the rate is multiplied with each epoch.'), warmup()],
    snippet: 'exponential(decay: ${1:0.95})',
  },
  {
    name: 'cosine',
    summary: 'Down along half a cosine wave.',
    documentation: 'Falls slowly at first, fast in the middle and slowly at the end.',
    formula: 'rate = learning_rate · (minimum + (1 − minimum)·½(1 + cos πt))',
    source: 'Loshchilov & Hutter 2017, SGDR: stochastic gradient descent with warm restarts',
    parameters: [warmup(), floor('Share of the learning rate at the end.')],
    snippet: 'cosine(warmup: ${1:5%})',
  },
  {
    name: 'one_cycle',
    summary: 'Up to the learning rate, then down to almost nothing.',
    documentation: 'Takes a learning rate several times larger than usual.',
    formula: 'up from start_factor to 1 within warmup, down to end_factor after it',
    source: CITATIONS.smith,
    parameters: [
      warmup(0.3),
      factor('start_factor', 0.04, 'Share of the learning rate at the start.'),
      factor('end_factor', 1e-4, 'Share of the learning rate at the end.'),
    ],
    snippet: 'one_cycle(warmup: ${1:30%})',
  },
  {
    name: 'reduce_on_plateau',
    summary: 'Lower by a factor when the loss stops falling.',
    documentation: 'Waits until what it monitors has not improved for `patience` epochs.',
    formula: 'rate = rate · factor after patience epochs without improvement',
    source:
      'Krizhevsky et al. 2012, ImageNet classification with deep convolutional neural networks',
    parameters: [
      {
        name: 'monitor',
        type: 'monitor',
        default: 'val_loss',
        documentation: 'What is to improve.',
      },
      factor('factor', 0.5, 'What the rate is multiplied with.'),
      countParameter('patience', 'Epochs without improvement.', 5),
      floor('Smallest share of the learning rate.'),
      warmup(),
    ],
    snippet: 'reduce_on_plateau(patience: ${1:5})',
  },
];

/** Every schedule of the learning rate. */
export const SCHEDULES: readonly Entry[] = ENTRIES.map((entry) => ({ ...entry, kind: 'schedule' }));
