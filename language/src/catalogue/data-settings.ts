import { inBlocks, SEED, SHARE, setting } from './setting-entries.ts';

/** What a data block may say, in canonical order. */
export const DATA_SETTINGS = inBlocks(
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
        name: 'encode',
        summary: 'How text in feature columns becomes numbers.',
        documentation:
          'For tables. `encode one_hot` makes a column of zeros and ones for each value of each text, `encode one_hot(city, zip)` of the columns named. They are not scaled.',
        snippet: 'encode one_hot',
      },
      'encoding',
    ),
    setting(
      {
        name: 'fill',
        form: 'list',
        summary: 'What stands in for the gaps of feature columns.',
        documentation:
          'For tables. A gap is an empty cell, `NA`, `NaN`, `null`, `None` or `?`. `fill median` fills all, `fill median, constant(0, income)` one of them otherwise. What is counted is counted in the training part alone.',
        snippet: 'fill ${1|median,mean,most_frequent|}',
      },
      'filling',
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
    setting(
      {
        name: 'shuffle',
        summary: 'Whether the samples of each part are drawn at random.',
        documentation:
          'With `shuffle false` the source is cut in its own order: first the training part, then validation, then test. For series: what is later is foretold from what was earlier, and no future leaks into the training.',
        snippet: 'shuffle ${1|false,true|}',
      },
      'boolean',
      { default: true },
    ),
    SEED,
  ],
);
