/**
 * The tuning table: what is usual for each hyperparameter, and which way to turn it when a model underfits or overfits.
 * Lint ranges, hovers, diagnosis and suggestions read their numbers from here; there is no second copy.
 * Where the literature refines the table, the row carries the refinement with its citation.
 */
import { t } from '#l10n';

/** Inclusive. */
export interface NumberRange {
  readonly low: number;
  readonly high: number;
}

export type TuningDirection = 'raise' | 'lower' | 'add' | 'remove' | 'reduce' | 'increase';

export interface Refinement {
  readonly text: string;
  readonly source: string;
}

export interface TuningRow {
  readonly label: string;
  /** The usual value as the table prints it. */
  readonly usual: string;
  /** Null where the table gives no direction. */
  readonly underfitting: TuningDirection | null;
  readonly overfitting: TuningDirection | null;
  /** In words, for hovers and suggestions: "raise the learning rate". */
  readonly whenUnderfitting: string | null;
  readonly whenOverfitting: string | null;
  readonly refinements: readonly Refinement[];
}

/** The papers that refine the table, each written once. */
export const CITATIONS = {
  glorot:
    'Glorot & Bengio 2010, Understanding the difficulty of training deep feedforward networks',
  he: 'He et al. 2015, Delving deep into rectifiers',
  lecun: 'LeCun et al. 1998, Efficient BackProp',
  klambauer: 'Klambauer et al. 2017, Self-normalizing neural networks',
  maas: 'Maas et al. 2013, Rectifier nonlinearities improve neural network acoustic models',
  clevert:
    'Clevert et al. 2016, Fast and accurate deep network learning by exponential linear units',
  kingma: 'Kingma & Ba 2015, Adam: a method for stochastic optimization',
  dozat: 'Dozat 2016, Incorporating Nesterov momentum into Adam',
  loshchilov: 'Loshchilov & Hutter 2019, Decoupled weight decay regularization',
  bengio:
    'Bengio 2012, Practical recommendations for gradient-based training of deep architectures',
  tieleman: 'Tieleman & Hinton 2012, Lecture 6.5: RMSProp',
  duchi: 'Duchi et al. 2011, Adaptive subgradient methods (AdaGrad)',
  zeiler: 'Zeiler 2012, ADADELTA: an adaptive learning rate method',
  sutskever:
    'Sutskever et al. 2013, On the importance of initialization and momentum in deep learning',
  masters: 'Masters & Luschi 2018, Revisiting small batch training for deep neural networks',
  keskar: 'Keskar et al. 2017, On large-batch training for deep learning',
  wu: 'Wu & He 2018, Group normalization',
  ioffe: 'Ioffe & Szegedy 2015, Batch normalization',
  srivastava:
    'Srivastava et al. 2014, Dropout: a simple way to prevent neural networks overfitting',
  pascanu: 'Pascanu et al. 2013, On the difficulty of training recurrent neural networks',
  prechelt: 'Prechelt 1998, Early stopping - but when?',
  krogh: 'Krogh & Hertz 1992, A simple weight decay can improve generalization',
  hochreiter: 'Hochreiter & Schmidhuber 1997, Long short-term memory',
  resnet: 'He et al. 2016, Deep residual learning for image recognition',
  smith: 'Smith 2017, Cyclical learning rates for training neural networks',
} as const;

export type CitationId = keyof typeof CITATIONS;

/** The rows in the table's order. `range` is what the table calls usual; `start` is where a suggestion begins. */
export const TUNING_TABLE = {
  initialization: {
    label: 'initialisation',
    usual: 'He (ReLU/ELU/SELU)',
    underfitting: null,
    overfitting: null,
    whenUnderfitting: null,
    whenOverfitting: null,
    refinements: [
      { text: 'Glorot for sigmoid, tanh and softsign', source: CITATIONS.glorot },
      { text: 'LeCun normal for SELU', source: CITATIONS.klambauer },
    ],
  },
  activation: {
    label: 'activation',
    usual: 'ReLU, softmax',
    underfitting: null,
    overfitting: null,
    whenUnderfitting: null,
    whenOverfitting: null,
    refinements: [
      { text: 'leaky ReLU where units die', source: CITATIONS.maas },
      { text: 'ELU where the mean activation drifts', source: CITATIONS.clevert },
    ],
  },
  optimizer: {
    label: 'optimizer',
    usual: 'Adam',
    underfitting: 'raise',
    overfitting: 'lower',
    whenUnderfitting: 'raise the learning rate',
    whenOverfitting: 'lower the learning rate',
    refinements: [{ text: 'AdamW where the weights are to decay', source: CITATIONS.loshchilov }],
  },
  learningRate: {
    label: 'learning rate',
    usual: '1e-3 to 3e-3',
    range: { low: 1e-3, high: 3e-3 },
    start: 1e-3,
    underfitting: 'raise',
    overfitting: 'lower',
    whenUnderfitting: 'raise the learning rate',
    whenOverfitting: 'lower the learning rate',
    refinements: [
      { text: 'SGD takes rates about ten times those of Adam', source: CITATIONS.bengio },
      { text: 'Adadelta is written for a rate of 1', source: CITATIONS.zeiler },
    ],
  },
  batchSize: {
    label: 'batch size',
    usual: '32',
    start: 32,
    /** The neighbourhood of the usual value. */
    range: { low: 8, high: 128 },
    /** Beyond this, generalisation suffers. */
    largest: 512,
    /** Fewer samples give batch normalisation too noisy a mean. */
    smallestForBatchNorm: 8,
    underfitting: null,
    overfitting: 'reduce',
    whenUnderfitting: null,
    whenOverfitting: 'reduce the batch size',
    refinements: [
      { text: '2 to 32 generalises best', source: CITATIONS.masters },
      { text: 'large batches find sharp minima', source: CITATIONS.keskar },
      { text: 'batch norm needs 8 or more', source: CITATIONS.wu },
    ],
  },
  hiddenLayers: {
    label: 'hidden layers',
    usual: '2 to 5',
    range: { low: 2, high: 5 },
    start: 2,
    underfitting: 'add',
    overfitting: 'remove',
    whenUnderfitting: 'add a hidden layer',
    whenOverfitting: 'remove a hidden layer',
    refinements: [
      { text: 'deeper stacks want normalisation or residual blocks', source: CITATIONS.resnet },
    ],
  },
  neuronsPerLayer: {
    label: 'neurons per layer',
    usual: '10 to 100',
    range: { low: 10, high: 100 },
    start: 32,
    underfitting: 'add',
    overfitting: 'remove',
    whenUnderfitting: 'add neurons',
    whenOverfitting: 'remove neurons',
    refinements: [],
  },
  penalty: {
    label: 'L1/L2',
    usual: 'off',
    /** A usual strength where it is on. */
    l1: { range: { low: 1e-6, high: 1e-3 }, start: 1e-5, strong: 1e-2 },
    l2: { range: { low: 1e-5, high: 1e-2 }, start: 1e-4, strong: 1e-1 },
    underfitting: 'reduce',
    overfitting: 'increase',
    whenUnderfitting: 'reduce L1/L2',
    whenOverfitting: 'increase L1/L2',
    refinements: [
      { text: 'a small decay improves generalisation', source: CITATIONS.krogh },
      { text: 'with Adam, decay the weights directly: AdamW', source: CITATIONS.loshchilov },
    ],
  },
  dropout: {
    label: 'dropout rate',
    usual: '0.2 to 0.5',
    range: { low: 0.2, high: 0.5 },
    start: 0.2,
    /** Of `alpha_dropout`. */
    alphaRange: { low: 0.05, high: 0.5 },
    underfitting: 'reduce',
    overfitting: 'increase',
    whenUnderfitting: 'reduce dropout',
    whenOverfitting: 'increase dropout',
    refinements: [{ text: 'alpha dropout, 0.05 to 0.1, after SELU', source: CITATIONS.klambauer }],
  },
  batchNorm: {
    label: 'batch normalisation',
    usual: 'recommended',
    /** From this many hidden layers on, a model without it is remarked on. */
    fromHiddenLayers: 3,
    underfitting: null,
    overfitting: null,
    whenUnderfitting: null,
    whenOverfitting: null,
    refinements: [
      { text: 'speeds training up and regularises a little', source: CITATIONS.ioffe },
      { text: 'not in SELU networks, which normalise themselves', source: CITATIONS.klambauer },
    ],
  },
  earlyStopping: {
    label: 'early stopping',
    usual: 'recommended',
    patience: { range: { low: 3, high: 20 }, start: 5 },
    underfitting: null,
    overfitting: null,
    whenUnderfitting: null,
    whenOverfitting: null,
    refinements: [
      { text: 'stop when the validation loss stops falling', source: CITATIONS.prechelt },
    ],
  },
} as const satisfies Record<string, TuningRow & Readonly<Record<string, unknown>>>;

export type TuningRowId = keyof typeof TUNING_TABLE;

/** What the table calls usual, in the person's language. */
export function usualText(row: TuningRowId): string {
  return t(TUNING_TABLE[row].usual);
}

/** Values that the table does not list and the field agrees on. */
export const MOMENTUM_RANGE = { low: 0.8, high: 0.99, start: 0.9, source: CITATIONS.sutskever };
export const MAX_NORM_RANGE = { low: 1, high: 5, start: 3, source: CITATIONS.srivastava };
export const CLIP_NORM = { low: 0.1, high: 10, start: 1, source: CITATIONS.pascanu };
export const CLIP_VALUE = { low: 0.01, high: 10, start: 0.5, source: CITATIONS.pascanu };

export interface LearningRateRange {
  /** What is usually written. */
  readonly usual: NumberRange;
  /** Outside of this, training is seldom successful: 10 times either way of what is usual, unless the paper says otherwise. */
  readonly workable: NumberRange;
  /** What a suggestion starts from. */
  readonly start: number;
  readonly source: string;
}

const SEED_RANGE: NumberRange = TUNING_TABLE.learningRate.range;

/** Learning rates by optimizer (the language's names). The table's range is Adam's; the other families have their own. */
export const LEARNING_RATES = {
  sgd: {
    usual: { low: 1e-2, high: 1e-1 },
    workable: { low: 1e-3, high: 3e-1 },
    start: 1e-2,
    source: CITATIONS.bengio,
  },
  adagrad: {
    usual: { low: 1e-2, high: 1e-1 },
    workable: { low: 1e-3, high: 1 },
    start: 1e-2,
    source: CITATIONS.duchi,
  },
  adadelta: {
    usual: { low: 1e-1, high: 1 },
    workable: { low: 1e-1, high: 10 },
    start: 1,
    source: CITATIONS.zeiler,
  },
  rmsprop: {
    usual: { low: 1e-4, high: 3e-3 },
    workable: { low: 1e-5, high: 1e-2 },
    start: 1e-3,
    source: CITATIONS.tieleman,
  },
  adam: {
    usual: SEED_RANGE,
    workable: { low: 1e-4, high: 1e-2 },
    start: 1e-3,
    source: CITATIONS.kingma,
  },
  adamax: {
    usual: SEED_RANGE,
    workable: { low: 1e-4, high: 2e-2 },
    start: 2e-3,
    source: CITATIONS.kingma,
  },
  nadam: {
    usual: SEED_RANGE,
    workable: { low: 1e-4, high: 1e-2 },
    start: 2e-3,
    source: CITATIONS.dozat,
  },
  adamw: {
    usual: SEED_RANGE,
    workable: { low: 1e-5, high: 1e-2 },
    start: 1e-3,
    source: CITATIONS.loshchilov,
  },
} as const satisfies Record<string, LearningRateRange>;

export type InitializerFamily = 'he' | 'glorot' | 'lecun';

export interface ActivationMatch {
  readonly family: InitializerFamily;
  /** What a fix writes. */
  readonly init: string;
  readonly source: string;
}

const HE: ActivationMatch = { family: 'he', init: 'he_normal', source: CITATIONS.he };
const GLOROT: ActivationMatch = {
  family: 'glorot',
  init: 'glorot_uniform',
  source: CITATIONS.glorot,
};
const LECUN: ActivationMatch = {
  family: 'lecun',
  init: 'lecun_normal',
  source: CITATIONS.klambauer,
};

/** The initialiser that keeps the variance of signals and gradients, by activation (the language's names). */
export const MATCHING_INITIALIZERS = {
  linear: GLOROT,
  sigmoid: GLOROT,
  tanh: GLOROT,
  relu: HE,
  leaky_relu: HE,
  prelu: HE,
  elu: HE,
  selu: LECUN,
  gelu: HE,
  swish: HE,
  softplus: HE,
  softsign: GLOROT,
  hard_sigmoid: GLOROT,
  exponential: GLOROT,
  softmax: GLOROT,
} as const satisfies Record<string, ActivationMatch>;
