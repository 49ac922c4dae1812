import { countParameter } from './shared-parameters.ts';
import { CITATIONS, TUNING_TABLE } from './tuning-table.ts';
import type { Parameter, ParameterType, SettingBlock, SettingEntry } from './types.ts';

type Words = Omit<SettingEntry, 'kind' | 'blocks' | 'form' | 'parameters'> & Partial<SettingEntry>;
type Value = Omit<Parameter, 'name' | 'type' | 'documentation'> & Partial<Parameter>;

/** A setting of one value, or, with form `list`, of several values of one type. */
function setting(
  words: Words,
  type: ParameterType,
  value: Value = {},
): Omit<SettingEntry, 'blocks'> {
  const parameter = { name: 'value', type, documentation: words.summary, ...value };
  return { form: 'value', parameters: [parameter], ...words, kind: 'setting' };
}

function inBlocks(
  blocks: readonly SettingBlock[],
  entries: readonly Omit<SettingEntry, 'blocks'>[],
): SettingEntry[] {
  return entries.map((entry) => ({ ...entry, blocks }));
}

const SHARE = { minimum: 0, maximum: 1 } as const;

const SEED = setting(
  {
    name: 'seed',
    summary: 'Start of the random numbers.',
    documentation: 'The same seed gives the same result, bit for bit.',
    snippet: 'seed ${1:1}',
  },
  'integer',
  { default: 1, range: { minimum: 0 } },
);

const DATA_SETTINGS = inBlocks(
  ['data'],
  [
    setting(
      {
        name: 'source',
        summary: 'A data file, or a generator.',
        documentation:
          'csv, tsv, idx (MNIST’s format) or npz, each also as .gz; the path is relative to this specification. Or a generator such as `moons(noise: 0.1)`.',
        snippet: 'source "${1:data/file.csv}"',
      },
      'source',
    ),
    setting(
      {
        name: 'target',
        form: 'list',
        summary: 'What is to be predicted.',
        documentation:
          'A column of the file, or several; an array of an npz file; for idx the path of the file of labels. Generators know their target.',
        snippet: 'target ${1:label}',
      },
      'column',
    ),
    setting(
      {
        name: 'test_source',
        summary: 'A file of samples held out for the test.',
        documentation: 'Without it the test part is split off `source`.',
        snippet: 'test_source "${1:data/test.csv}"',
      },
      'path',
    ),
    setting(
      {
        name: 'test_target',
        summary: 'The labels of `test_source`, for idx files.',
        documentation: 'The idx file of the held-out samples’ labels.',
        snippet: 'test_target "${1:data/labels-idx1-ubyte}"',
      },
      'path',
    ),
    setting(
      {
        name: 'classes',
        form: 'list',
        summary: 'Only samples of these classes are used.',
        documentation:
          'All classes when left out. Holds for `test_source` as well: `classes 0, 1, 2, 3, 4`.',
        snippet: 'classes ${1:0, 1}',
      },
      'class',
    ),
    setting(
      {
        name: 'limit',
        summary: 'At most so many samples are used.',
        documentation:
          'Drawn at random before the split, of each class its share: for trying out how few labels are enough. `test_source` is used as a whole.',
        snippet: 'limit ${1:100}',
      },
      'integer',
      { default: null, range: { minimum: 1 } },
    ),
    setting(
      {
        name: 'features',
        summary: 'Which columns are inputs.',
        documentation: 'All but the target when left out.',
        snippet: 'features ${1|include,exclude|}(${2:column})',
      },
      'selection',
    ),
    setting(
      {
        name: 'shape',
        summary: 'Shape of one sample.',
        documentation: 'Reshapes the features row by row: `shape (8, 8, 1)`, `shape (50, 3)`.',
        snippet: 'shape (${1:8, 8, 1})',
      },
      'shape',
      { rest: true, range: { minimum: 1 } },
    ),
    setting(
      {
        name: 'scale',
        summary: 'How features are brought to about the same size.',
        documentation: 'Fitted on the training part alone, then applied to all parts.',
        snippet: 'scale ${1|standardize,min_max,none|}',
      },
      'scaling',
      { default: 'none' },
    ),
    setting(
      {
        name: 'scale_target',
        summary: 'How a real target is brought to a size that is easy to learn.',
        documentation: 'Metrics are reported in the units of the data all the same.',
        snippet: 'scale_target ${1|standardize,min_max,none|}',
      },
      'scaling',
      { default: 'none' },
    ),
    {
      kind: 'setting',
      name: 'split',
      form: 'labels',
      summary: 'Which share of the samples each part gets.',
      documentation:
        'Stratified for classes: each part has about the same share of each class. `split train 70%, validation 15%, test 15%`',
      parameters: [
        {
          name: 'train',
          type: 'number',
          default: 0.7,
          range: { ...SHARE, openMinimum: true },
          documentation: 'What the weights are learned from.',
        },
        {
          name: 'validation',
          type: 'number',
          default: 0.15,
          range: SHARE,
          documentation: 'What training is watched, stopped and tuned by.',
        },
        {
          name: 'test',
          type: 'number',
          default: 0.15,
          range: SHARE,
          documentation: 'What is looked at once, at the end.',
        },
      ],
      snippet: 'split train ${1:70%}, validation ${2:15%}, test ${3:15%}',
    },
    SEED,
  ],
);

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
        documentation: 'A .safetensors file; the path is relative to this specification.',
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
      documentation: 'The weights of the best epoch are put back at the end.',
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
