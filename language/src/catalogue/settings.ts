import { DATA_SETTINGS } from './data-settings.ts';
import { inBlocks, SEED, SHARE, setting } from './setting-entries.ts';
import { countParameter } from './shared-parameters.ts';
import { CITATIONS, TUNING_TABLE } from './tuning-table.ts';
import type { SettingEntry } from './types.ts';

const MODEL_SETTINGS = inBlocks(
  ['model'],
  [
    setting(
      {
        name: 'init',
        summary: 'The initialiser of all layers that do not say otherwise.',
        documentation:
          '`init auto` picks what matches the activation of each layer: He for the ReLU family, Glorot for S-curves, LeCun for SELU.',
        snippet: 'init ${1:auto}',
      },
      'initializer',
      { default: 'default', tuning: 'initialization' },
    ),
    setting(
      {
        name: 'weights',
        summary: 'A file of trained weights to start from.',
        documentation:
          'A .safetensors file, as `nnspec train --save`, the panel or PyTorch writes it; the path is relative to this specification. Layers are found by their names; those that `replace` makes anew start from their initialisers.',
        snippet: 'weights "${1:runs/model.safetensors}"',
      },
      'path',
    ),
  ],
);

const TRAIN_SETTINGS = inBlocks(
  ['train'],
  [
    setting(
      {
        name: 'loss',
        summary: 'What training makes small.',
        documentation: 'Chosen from the head and the target when left out.',
        snippet: 'loss ${1:cross_entropy}',
      },
      'loss',
      { default: null, defaultText: 'from head and target' },
    ),
  ],
);

const PHASE_SETTINGS = inBlocks(
  ['train', 'phase'],
  [
    setting(
      {
        name: 'optimizer',
        summary: 'How the weights follow the gradient.',
        documentation: 'Adam is the usual choice.',
        snippet: 'optimizer ${1:adam}(learning_rate: ${2:1e-3})',
      },
      'optimizer',
      { default: 'adam', tuning: 'optimizer' },
    ),
    setting(
      {
        name: 'schedule',
        summary: 'How the learning rate changes in the course of training.',
        documentation: 'Constant when left out.',
        snippet: 'schedule ${1:cosine}',
      },
      'schedule',
      { default: 'constant', tuning: 'learningRate' },
    ),
    setting(
      {
        name: 'epochs',
        summary: 'How often all training samples are seen.',
        documentation: 'With `early_stopping`, the most that can be.',
        snippet: 'epochs ${1:50}',
      },
      'integer',
      { default: 20, range: { minimum: 1 } },
    ),
  ],
);

const FURTHER_TRAIN_SETTINGS = inBlocks(
  ['train'],
  [
    setting(
      {
        name: 'batch_size',
        summary: 'Samples of one step.',
        documentation: 'Small batches are noisy and generalise well, large ones are quick.',
        source: CITATIONS.masters,
        snippet: 'batch_size ${1:32}',
      },
      'integer',
      {
        default: TUNING_TABLE.batchSize.start,
        range: { minimum: 1 },
        tuning: 'batchSize',
      },
    ),
    setting(
      {
        name: 'accumulate',
        summary: 'Steps whose gradients are averaged before an update.',
        documentation: 'For the effect of larger batches in less memory.',
        snippet: 'accumulate ${1:2}',
      },
      'integer',
      { default: 1, range: { minimum: 1 } },
    ),
    setting(
      {
        name: 'clip_norm',
        summary: 'Upper bound of the norm of all gradients together.',
        documentation: 'Keeps their direction. Above all for recurrent networks.',
        formula: 'g = g · min(1, clip_norm / ‖g‖)',
        source: CITATIONS.pascanu,
        snippet: 'clip_norm ${1:1.0}',
      },
      'number',
      { default: null, range: { minimum: 0, openMinimum: true } },
    ),
    setting(
      {
        name: 'clip_value',
        summary: 'Bound of each element of the gradients.',
        documentation: 'Changes their direction; `clip_norm` does not.',
        formula: 'g = min(max(g, −clip_value), clip_value)',
        source: CITATIONS.pascanu,
        snippet: 'clip_value ${1:0.5}',
      },
      'number',
      { default: null, range: { minimum: 0, openMinimum: true } },
    ),
    {
      kind: 'setting',
      name: 'early_stopping',
      form: 'arguments',
      summary: 'Ends training when it no longer gets better.',
      documentation:
        'The weights of the best epoch are put back at the end. In a training of phases it ends a phase, and the next begins with the best weights so far.',
      source: CITATIONS.prechelt,
      parameters: [
        {
          name: 'monitor',
          type: 'monitor',
          default: 'val_loss',
          documentation: 'What is to improve: `val_loss`, `loss`, or a metric.',
        },
        countParameter(
          'patience',
          'Epochs without improvement.',
          TUNING_TABLE.earlyStopping.patience.start,
        ),
        {
          name: 'min_delta',
          type: 'number',
          default: 0,
          range: { minimum: 0 },
          documentation: 'What counts as an improvement.',
        },
        {
          name: 'restore_best',
          type: 'boolean',
          default: true,
          documentation: 'Whether the weights of the best epoch are put back.',
        },
      ],
      snippet: 'early_stopping(patience: ${1:5})',
    },
    setting(
      {
        name: 'metrics',
        form: 'list',
        summary: 'What is measured besides the loss.',
        documentation: 'Accuracy for classes and mae for real targets when left out.',
        snippet: 'metrics ${1:accuracy}',
      },
      'metric',
      { default: null, defaultText: 'accuracy for classes, mae for real targets' },
    ),
    setting(
      {
        name: 'label_smoothing',
        summary: 'Share of the certainty that is taken from the right class.',
        documentation: 'Keeps a classifier from becoming too sure.',
        formula: 'y = (1 − s)·y + s / classes',
        source: 'Szegedy et al. 2016, Rethinking the Inception architecture',
        snippet: 'label_smoothing ${1:0.1}',
      },
      'number',
      { default: 0, range: { ...SHARE, openMaximum: true } },
    ),
    setting(
      {
        name: 'class_weights',
        summary: 'How much each class counts in the loss.',
        documentation:
          '`balanced` makes rare classes count more: n / (classes · n of the class). Or numbers, one a class: `class_weights (1, 4)`.',
        snippet: 'class_weights ${1:balanced}',
      },
      'weights',
      {
        default: null,
        choices: [{ name: 'balanced', documentation: 'n / (classes · n of the class).' }],
      },
    ),
    setting(
      {
        name: 'uncertainty',
        summary: 'How sure predictions are.',
        documentation: '`mc_dropout` predicts many times with dropout on.',
        source: 'Gal & Ghahramani 2016, Dropout as a Bayesian approximation',
        snippet: 'uncertainty mc_dropout(samples: ${1:50})',
      },
      'uncertainty',
      { default: null },
    ),
    SEED,
  ],
);

/** Every setting, block by block, in canonical order. */
export const SETTINGS: readonly SettingEntry[] = [
  ...DATA_SETTINGS,
  ...MODEL_SETTINGS,
  ...TRAIN_SETTINGS,
  ...PHASE_SETTINGS,
  ...FURTHER_TRAIN_SETTINGS,
];
