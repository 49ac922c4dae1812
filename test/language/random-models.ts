import fc, { type GeneratorValue } from 'fast-check';

/**
 * Random specifications that are valid by construction: one data set from a generator, one model, one train block, small enough
 * to train a step in milliseconds. Every layer, activation, initialiser, optimizer, schedule and loss can occur, but for
 * those that would rightly diverge (`exponential` inside the network).
 */
export const randomSpecification: fc.Arbitrary<string> = fc.gen().map((generate) => {
  const pick = new Pick(generate);
  const data = pick.of(DATA)(pick);
  const body = new ModelText(pick, data.input).write(pick.whole(0, 4), data);
  return [
    `data Set { source ${data.source} }`,
    '',
    'model Net {',
    `  input(${data.input.join(', ')})`,
    ...body.map((line) => `  ${line}`),
    '}',
    '',
    'train Net on Set {',
    ...trainSettings(pick).map((line) => `  ${line}`),
    '}',
    '',
  ].join('\n');
});

type Shape = readonly number[];

interface Task {
  readonly source: string;
  readonly input: Shape;
  /** Null for a real target. */
  readonly classes: number | null;
  /** One target a time step. */
  readonly eachStep?: boolean;
}

/** Draws from fast-check, so that failures shrink. */
class Pick {
  private readonly generate: GeneratorValue;

  constructor(generate: GeneratorValue) {
    this.generate = generate;
  }

  whole(min: number, max: number): number {
    return this.generate(fc.integer, { min, max });
  }

  chance(): boolean {
    return this.generate(fc.boolean);
  }

  of<T>(values: readonly T[]): T {
    return values[this.whole(0, values.length - 1)] as T;
  }
}

const DATA: readonly ((pick: Pick) => Task)[] = [
  () => ({ source: 'moons(samples: 60)', input: [2], classes: 2 }),
  () => ({ source: 'xor(samples: 60)', input: [2], classes: 2 }),
  (pick) => {
    const classes = pick.whole(2, 4);
    return {
      source: `blobs(samples: 80, classes: ${classes}, features: 36)`,
      input: [36],
      classes,
    };
  },
  () => ({ source: 'blobs(samples: 60, features: 72)', input: [6, 6, 2], classes: 3 }),
  () => ({ source: 'linear(samples: 60, features: 5)', input: [5], classes: null }),
  () => ({ source: 'sine(samples: 60, length: 12)', input: [12, 1], classes: null }),
  () => ({ source: 'adding(samples: 60, length: 10)', input: [10, 2], classes: null }),
  () => ({
    source: 'copy_memory(samples: 40, delay: 2, symbols: 3)',
    input: [22, 5],
    classes: 4,
    eachStep: true,
  }),
];

const ACTIVATIONS = [
  'linear',
  'sigmoid',
  'tanh',
  'relu',
  'leaky_relu',
  'leaky_relu(0.2)',
  'prelu',
  'elu',
  'elu(alpha: 0.5)',
  'selu',
  'gelu',
  'swish',
  'softplus',
  'softsign',
  'hard_sigmoid',
  'softmax',
];

const INITIALIZERS = [
  'default',
  'auto',
  'glorot_uniform',
  'glorot_normal',
  'he_uniform',
  'he_normal',
  'lecun_uniform',
  'lecun_normal',
  'orthogonal',
  'random_normal(0.1)',
  'random_uniform(limit: 0.1)',
];

/** Writes layers and keeps account of the shape, so that each next layer fits. */
class ModelText {
  private readonly pick: Pick;
  private shape: Shape;

  constructor(pick: Pick, input: Shape) {
    this.pick = pick;
    this.shape = input;
  }

  write(count: number, task: Task): string[] {
    const lines: string[] = [];
    for (let i = 0; i < count; i++) lines.push(this.layer(task.eachStep === true));
    return [...lines, ...this.head(task)];
  }

  private head({ classes, eachStep }: Task): string[] {
    const flat =
      eachStep || this.shape.length === 1 ? [] : [this.pick.of(['flatten', 'global_avg_pool'])];
    if (classes === null) return [...flat, 'dense(1)'];
    if (classes === 2 && this.pick.chance()) return [...flat, 'dense(1, sigmoid)'];
    return [...flat, `dense(${classes}, softmax)`];
  }

  /** One layer or block that fits the shape; `eachStep`: all time steps must stay. */
  private layer(eachStep: boolean): string {
    const anywhere = [
      () => this.dropout(),
      () => `activation(${this.pick.of(ACTIVATIONS)})`,
      () => this.pick.of(['layer_norm', 'batch_norm', 'batch_norm(momentum: 0.5)']),
    ];
    switch (this.shape.length) {
      case 1:
        return this.pick.of([...anywhere, ...this.vectorLayers(), ...this.vectorLayers()])();
      case 2:
        return this.pick.of([...anywhere, ...this.sequenceLayers(eachStep)])();
      default:
        return this.pick.of([...anywhere, ...this.imageLayers()])();
    }
  }

  private vectorLayers(): (() => string)[] {
    const [width = 1] = this.shape;
    return [
      () => this.dense(),
      () => `residual { ${this.dense()}  dense(${this.become(width)}, linear) }`,
      () => this.parallel(),
      () => `repeat ${this.pick.whole(1, 3)} { ${this.dense()} }`,
      () => (width === 36 ? this.reshape(6, 6, 1) : this.dense()),
      () => (width === 36 ? this.reshape(9, 4) : this.dense()),
    ];
  }

  private sequenceLayers(eachStep: boolean): (() => string)[] {
    const kept = [() => this.recurrent(true), () => this.dense()];
    if (eachStep) return kept;
    return [
      ...kept,
      () => this.recurrent(false),
      () => this.conv1d(),
      () => this.pool1d(),
      () => this.global(),
      () => this.flatten(),
    ];
  }

  private imageLayers(): (() => string)[] {
    return [
      () => this.conv2d(),
      () => this.conv2d(),
      () => this.pool2d(),
      () => this.global(),
      () => this.flatten(),
    ];
  }

  // ── Layers ──────────────────────────────────────────────────────────────────────────────────────

  private dense(): string {
    const units = this.pick.whole(1, 9);
    this.shape = [...this.shape.slice(0, -1), units];
    return `dense(${units}, ${this.pick.of(ACTIVATIONS)}${this.kernelArguments()})`;
  }

  /** Sets the last axis. */
  private become(units: number): number {
    this.shape = [...this.shape.slice(0, -1), units];
    return units;
  }

  private parallel(): string {
    const before = this.shape;
    const branches = Array.from({ length: this.pick.whole(1, 3) }, () => {
      this.shape = before;
      const text = `branch { ${this.dense()} }`;
      return { text, width: this.shape.at(-1) ?? 0 };
    });
    this.become(branches.reduce((sum, { width }) => sum + width, 0));
    return `parallel { ${branches.map(({ text }) => text).join('  ')} }`;
  }

  private reshape(...shape: number[]): string {
    this.shape = shape;
    return `reshape(${shape.join(', ')})`;
  }

  private flatten(): string {
    this.shape = [this.shape.reduce((product, size) => product * size, 1)];
    return 'flatten';
  }

  private global(): string {
    this.shape = this.shape.slice(-1);
    return this.pick.of(['global_avg_pool', 'global_max_pool']);
  }

  private dropout(): string {
    return `${this.pick.of(['dropout', 'alpha_dropout'])}(0.${this.pick.whole(1, 5)})`;
  }

  private recurrent(sequences: boolean): string {
    const units = this.pick.whole(1, 6);
    const both = this.pick.chance();
    const width = both ? 2 * units : units;
    this.shape = sequences ? [...this.shape.slice(0, -1), width] : [width];
    const more = [
      sequences ? ', return_sequences: true' : '',
      both ? ', bidirectional: true' : '',
      this.kernelArguments(),
      this.pick.chance() ? ', recurrent_dropout: 0.2' : '',
    ];
    return `${this.pick.of(['simple_rnn', 'lstm', 'gru'])}(${units}${more.join('')})`;
  }

  private window(size: number, most: number, padding: string): { window: number; stride: number } {
    const largest = padding === 'same' ? most : Math.min(most, size);
    return { window: this.pick.whole(1, largest), stride: this.pick.whole(1, 2) };
  }

  private after(size: number, window: number, stride: number, padding: string): number {
    return padding === 'same' ? Math.ceil(size / stride) : Math.floor((size - window) / stride) + 1;
  }

  private conv1d(): string {
    const padding = this.pick.of(['valid', 'same']);
    const [steps = 1] = this.shape;
    const { window, stride } = this.window(steps, 4, padding);
    const filters = this.pick.whole(1, 5);
    this.shape = [this.after(steps, window, stride, padding), filters];
    const activation = this.pick.of(ACTIVATIONS);
    return `conv1d(${filters}, ${window}, ${activation}, stride: ${stride}, padding: ${padding}${this.kernelArguments()})`;
  }

  private conv2d(): string {
    const padding = this.pick.of(['valid', 'same']);
    const [height = 1, width = 1] = this.shape;
    const down = this.window(height, 3, padding);
    const across = this.window(width, 3, padding);
    const filters = this.pick.whole(1, 5);
    this.shape = [
      this.after(height, down.window, down.stride, padding),
      this.after(width, across.window, across.stride, padding),
      filters,
    ];
    const kernel = `(${down.window}, ${across.window})`;
    const stride = `(${down.stride}, ${across.stride})`;
    const activation = this.pick.of(ACTIVATIONS);
    return `conv2d(${filters}, ${kernel}, ${activation}, stride: ${stride}, padding: ${padding}${this.kernelArguments()})`;
  }

  private pool1d(): string {
    const padding = this.pick.of(['valid', 'same']);
    const [steps = 1, channels = 1] = this.shape;
    const { window, stride } = this.window(steps, 3, padding);
    this.shape = [this.after(steps, window, stride, padding), channels];
    const type = this.pick.of(['max_pool1d', 'avg_pool1d']);
    return `${type}(${window}, ${stride}, ${padding})`;
  }

  private pool2d(): string {
    const padding = this.pick.of(['valid', 'same']);
    const [height = 1, width = 1, channels = 1] = this.shape;
    const down = this.window(height, 3, padding);
    const across = this.window(width, 3, padding);
    this.shape = [
      this.after(height, down.window, down.stride, padding),
      this.after(width, across.window, across.stride, padding),
      channels,
    ];
    const type = this.pick.of(['max_pool2d', 'avg_pool2d']);
    const pool = `(${down.window}, ${across.window})`;
    return `${type}(${pool}, stride: (${down.stride}, ${across.stride}), padding: ${padding})`;
  }

  private kernelArguments(): string {
    const written = [
      `init: ${this.pick.of(INITIALIZERS)}`,
      'bias: false',
      'bias_init: constant(0.1)',
      'l1: 1e-4',
      'l2: 1e-3',
      'max_norm: 2',
    ].filter(() => this.pick.whole(0, 3) === 0);
    return written.map((argument) => `, ${argument}`).join('');
  }
}

const OPTIMIZERS = [
  'sgd',
  'sgd(learning_rate: 0.01, momentum: 0.9, nesterov: true)',
  'adagrad',
  'adadelta',
  'rmsprop',
  'adam',
  'adamax',
  'nadam',
  'adamw(weight_decay: 0.1)',
];

const SCHEDULES = [
  'constant(warmup: 10%)',
  'step(every: 1)',
  'exponential',
  'cosine(warmup: 5%, minimum: 0.1)',
  'one_cycle',
  'reduce_on_plateau(monitor: loss, patience: 1)',
];

/** Settings that fit every task. */
function trainSettings(pick: Pick): string[] {
  const settings = [
    `optimizer ${pick.of(OPTIMIZERS)}`,
    `schedule ${pick.of(SCHEDULES)}`,
    `accumulate ${pick.whole(1, 2)}`,
    'clip_norm 1.0',
    'clip_value 0.5',
    'early_stopping(monitor: loss, patience: 1)',
    `seed ${pick.whole(0, 99)}`,
  ].filter(() => pick.chance());
  return [`batch_size ${pick.whole(4, 16)}`, 'epochs 1', ...settings];
}
