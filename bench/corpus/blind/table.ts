/**
 * The blind cases, `cases/<id>.nnspec`: which categories name the fault rightly, and which lines may be blamed. Each has its
 * repaired version, `healthy/<id>.nnspec`.
 */
import type { Expectation } from '../corpus-case.ts';
import { expectationsOf, type Row } from '../expectations.ts';

const ROWS: readonly Row[] = [
  ['heart-raw-sigmoid', ['data'], ['data Patients', 'source']],
  [
    'concrete-nan',
    ['data', 'learning-rate', 'optimizer'],
    ['data Mixtures', 'source', 'optimizer sgd'],
  ],
  ['bikes-sigmoid-out', ['head-and-loss', 'activation'], ['dense(1, sigmoid)']],
  ['arm-tanh-out', ['head-and-loss', 'activation', 'data'], ['dense(2, tanh)', 'data Arm']],
  ['cancer-softmax-unit-mse', ['head-and-loss', 'activation'], ['dense(1, softmax)', 'loss mse']],
  ['tags-softmax', ['head-and-loss', 'activation'], ['dense(4, softmax)', 'loss']],
  [
    'digits-sigmoid-mse-sgd',
    ['head-and-loss', 'learning-rate', 'activation', 'optimizer', 'epochs'],
    ['dense(10, sigmoid)', 'loss mse', 'optimizer sgd', 'dense(40, sigmoid', 'epochs'],
  ],
  ['glyphs-adam-rate', ['learning-rate'], ['optimizer adam']],
  ['soils-adam-slow', ['learning-rate', 'epochs'], ['optimizer adam', 'epochs']],
  ['surface-sgd-slow', ['learning-rate', 'optimizer', 'epochs'], ['optimizer sgd', 'epochs']],
  ['glyphs-bytes-momentum', ['data', 'learning-rate'], ['data Glyphs', 'source', 'optimizer sgd']],
  ['digits-ten-sigmoids', ['activation', 'depth'], ['dense(32, sigmoid', 'repeat 8']],
  ['digits-tanh-large-init', ['initialization'], ['random_normal(1.5)']],
  ['cells-tiny-init', ['initialization'], ['random_normal(0.002)']],
  ['arm-zeros', ['initialization'], ['init: zeros']],
  ['spectra-constant-kernel', ['initialization'], ['init: constant(0.05)']],
  ['circles-negative-bias', ['initialization'], ['bias_init: constant(-8)']],
  ['moons-relu-killed', ['learning-rate', 'optimizer'], ['optimizer sgd']],
  ['arm-l2', ['regularization'], ['l2: 0.5']],
  ['glyphs-l1-conv', ['regularization'], ['l1: 0.05']],
  ['digits-dropout-everywhere', ['regularization'], ['dropout(0.85)']],
  ['bikes-dropout-before-output', ['regularization'], ['dropout(0.8)']],
  ['tweets-one-unit', ['capacity'], ['gru(1)']],
  ['spirals-three-units', ['capacity', 'depth'], ['dense(3, relu', 'model Arms']],
  ['surface-no-activation', ['activation'], ['dense(64)', 'dense(32)']],
  [
    'batch-norm-pairs',
    ['batch-size', 'learning-rate'],
    ['batch_size 2', 'batch_norm', 'optimizer'],
  ],
  [
    'batch-norm-momentum',
    ['epochs', 'batch-size', 'regularization', 'optimizer'],
    ['batch_norm', 'epochs', 'batch_size'],
  ],
  [
    'full-batch-few-epochs',
    ['batch-size', 'epochs', 'learning-rate'],
    ['batch_size 2000', 'epochs 5', 'optimizer sgd'],
  ],
  ['gestures-two-epochs', ['epochs'], ['epochs 2']],
  ['stopped-at-once', ['epochs'], ['early_stopping']],
  [
    'rnn-relu-explodes',
    ['activation', 'initialization', 'learning-rate', 'optimizer'],
    ['simple_rnn', 'optimizer'],
  ],
  ['recall-simple-rnn', ['depth', 'activation', 'capacity', 'initialization'], ['simple_rnn']],
  ['concrete-momentum', ['learning-rate', 'optimizer'], ['optimizer sgd']],
  ['gestures-adagrad', ['learning-rate', 'optimizer', 'epochs'], ['optimizer adagrad', 'epochs']],
  ['rmsprop-one', ['learning-rate'], ['optimizer rmsprop']],
  ['schedule-halves-daily', ['learning-rate'], ['schedule exponential']],
  ['clip-to-nothing', ['learning-rate', 'optimizer'], ['clip_norm', 'optimizer sgd']],
  ['adam-epsilon', ['optimizer', 'learning-rate'], ['optimizer adam']],
  [
    'failures-rare',
    ['data', 'head-and-loss'],
    ['data Machines', 'target failure', 'train Alarm', 'loss'],
  ],
  ['weights-wrong-way', ['data', 'head-and-loss'], ['class_weights']],
  ['heart-shuffled', ['data'], ['data Patients', 'source', 'target disease']],
  ['soils-mislabelled', ['data'], ['data Soils', 'source', 'target soil']],
  ['loans-wrong-columns', ['data'], ['features', 'data Loans', 'source']],
  [
    'biomarkers-memorised',
    ['regularization', 'capacity', 'data', 'epochs'],
    ['dense(256', 'epochs', 'model Response', 'train Response', 'data Blood'],
  ],
  ['scaled-twice', ['data'], ['scale divide(255)', 'data Glyphs']],
  ['softmax-hidden-conv', ['activation'], ['softmax, init', 'dense(32, softmax']],
  ['exponential-hidden', ['activation'], ['exponential']],
  [
    'wine-one-by-one',
    ['learning-rate', 'batch-size', 'optimizer'],
    ['optimizer sgd', 'batch_size 1'],
  ],
  ['wasteful-stride', ['capacity'], ['stride: 5', 'conv2d']],
  ['split-upside-down', ['data'], ['split']],
  ['loans-oversampled', ['data'], ['data Loans', 'split', 'source']],
  ['frozen-at-random', ['capacity', 'initialization', 'regularization'], ['freeze']],
  [
    'moons-hinge-sigmoid',
    ['head-and-loss', 'activation', 'learning-rate'],
    ['loss hinge', 'dense(1, sigmoid)', 'optimizer'],
  ],
  ['smoothing-too-much', ['regularization', 'head-and-loss'], ['label_smoothing']],
  [
    'accumulate-all',
    ['batch-size', 'learning-rate', 'epochs'],
    ['accumulate', 'epochs', 'optimizer'],
  ],
  ['waves-rate-recurrent', ['learning-rate', 'optimizer', 'epochs'], ['optimizer sgd', 'epochs']],
  ['grid-raw', ['data', 'learning-rate', 'epochs'], ['data Grid', 'source']],
  ['spectra-pooled-away', ['capacity', 'depth'], ['global_avg_pool', 'conv1d', 'model']],
  ['test-in-other-units', ['data'], ['test_source', 'data Soils', 'source']],
  ['loans-raw', ['data'], ['data Loans', 'source']],
];

/** What is wrong with each blind case. */
export const BLIND: readonly (Expectation & { readonly id: string })[] = expectationsOf(ROWS);
