import { type ActivationPlan, flattenLayers, type LayerPlan, type Plan } from '#plan';
import type { DataSet } from './data/dataset.ts';
import type { ActivationProbe, Histogram, LayerProbe, WeightProbe } from './events.ts';
import type { Kernel } from './kernels.ts';
import type { Program } from './model.ts';
import type { Parameter } from './parameters.ts';
import { type Measurement, PROBE_SAMPLES, ProbeRhythm } from './probe-rhythm.ts';
import { sizeOf } from './program/build.ts';
import { addressOf } from './program/program.ts';
import type { Session } from './session.ts';

const BINS = 32;

/** A unit counts as saturated when more than this share of its outputs lies in the flat parts. */
const SATURATED_SHARE = 0.5;

/**
 * Outputs outside [low, high] lie where the activation's derivative is under a tenth of its largest
 * value. Activations that have no such part are missing.
 */
const STEEP_RANGES: Partial<Record<ActivationPlan['name'], readonly [low: number, high: number]>> =
  {
    sigmoid: [0.0257, 0.9743],
    tanh: [-0.9487, 0.9487],
    softsign: [-0.6838, 0.6838],
    hard_sigmoid: [1e-6, 1 - 1e-6],
    selu: [-1.5823, Number.POSITIVE_INFINITY],
    softplus: [0.1054, Number.POSITIVE_INFINITY],
  };

function steepRangeOf(activation: ActivationPlan): readonly [low: number, high: number] {
  // The derivative of elu's left half is y + α.
  if (activation.name === 'elu') {
    const { alpha } = activation;
    return [0.1 * Math.max(1, alpha) - alpha, Number.POSITIVE_INFINITY];
  }
  return STEEP_RANGES[activation.name] ?? EVERYWHERE;
}

const LINEAR: ActivationPlan = { name: 'linear' };

const EVERYWHERE = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/** Sum, sum of squares, smallest, largest: as the kernel `addMoments` leaves them. */
type Moments = readonly [sum: number, squares: number, low: number, high: number];

/** A layer's kernels (arrays of two or more axes that learn), measured as one. */
interface LayerKernels {
  readonly parameters: readonly Parameter[];
  readonly values: readonly Range[];
  readonly gradients: readonly Range[];
  readonly count: number;
}

/** Numbers in memory. */
interface Range {
  readonly address: number;
  readonly count: number;
}

/**
 * Measures layers by reading: weights and gradients after an epoch's last step, activations on up
 * to `PROBE_SAMPLES` samples. What is not due after an epoch is repeated.
 */
export class Probes {
  private readonly plan: Plan;
  private readonly data: DataSet;
  private readonly session: Session;
  private readonly layers: readonly LayerPlan[];
  private readonly rhythm: ProbeRhythm;
  private readonly layerKernels: ReadonlyMap<string, LayerKernels>;
  private hasUpdate = false;
  private weights: ReadonlyMap<string, WeightProbe> = new Map();
  private activations: ReadonlyMap<string, ActivationProbe> = new Map();

  constructor(plan: Plan, data: DataSet, session: Session) {
    this.plan = plan;
    this.data = data;
    this.session = session;
    this.layers = flattenLayers(plan.model.layers);
    this.rhythm = new ProbeRhythm(plan, session);
    this.layerKernels = new Map(
      this.layers.flatMap(({ id }) => {
        const kernels = kernelsOf(id, session);
        return kernels.count > 0 ? [[id, kernels]] : [];
      }),
    );
  }

  /** Called before the last update of the epoch of that number: keeps the weights to compare with. */
  beforeUpdate(epoch: number): void {
    if (!this.isDue('weights', epoch)) return;
    const { store, instance } = this.session.model;
    const { previous } = this.session.buffers;
    instance.kernel('copy')(store.weights.address, previous.address, store.weights.floats);
    this.hasUpdate = true;
  }

  /** All layers, in the order of execution, before the first step (epoch 0) or after an epoch. */
  measure(epoch: number): LayerProbe[] {
    if (this.isDue('activations', epoch)) this.activations = this.measureActivations();
    if (this.isDue('weights', epoch)) {
      this.weights = new Map(
        Array.from(this.layerKernels, ([id, kernels]) => [id, this.measureWeights(kernels)]),
      );
    }
    return this.layers.map(({ id }) => ({
      id,
      weights: this.weights.get(id) ?? null,
      activation: this.activations.get(id) ?? null,
    }));
  }

  /** A training that was resumed, or a new phase, has nothing to repeat. */
  private isDue(measurement: Measurement, epoch: number): boolean {
    const known = measurement === 'weights' ? this.weights : this.activations;
    return this.rhythm.isDue(measurement, epoch) || known.size === 0;
  }

  private kernel(name: string): Kernel {
    return this.session.model.instance.kernel(name);
  }

  private moments(ranges: readonly Range[]): Moments {
    const { memory } = this.session.model;
    const { address } = this.session.buffers.moments4;
    const start = address / 8;
    memory.doubles.set([0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], start);
    for (const range of ranges) this.kernel('addMoments')(range.address, range.count, address);
    return Array.from(memory.doubles.subarray(start, start + 4)) as unknown as Moments;
  }

  private histogram(ranges: readonly Range[], low: number, high: number): Histogram {
    const { words } = this.session.model.memory;
    const { address } = this.session.buffers.bins;
    words.fill(0, address / 4, address / 4 + 4 * BINS);
    for (const range of ranges) {
      this.kernel('addHistogram')(range.address, range.count, low, high, BINS, address);
    }
    return { low, high, counts: Array.from(words.subarray(address / 4, address / 4 + BINS)) };
  }

  private measureWeights({ parameters, values, gradients, count }: LayerKernels): WeightProbe {
    const [, squares, low, high] = this.moments(values);
    const [, gradientSquares, gradientLow, gradientHigh] = this.moments(gradients);
    return {
      gradientRms: Math.sqrt(gradientSquares / count),
      weightRms: Math.sqrt(squares / count),
      updateRatio: this.hasUpdate ? this.updateRatio(parameters) : 0,
      gradients: this.histogram(gradients, gradientLow, gradientHigh),
      weights: this.histogram(values, low, high),
    };
  }

  /** RMS of the last update over RMS of the weights before it. */
  private updateRatio(kernels: readonly Parameter[]): number {
    const { previous } = this.session.buffers;
    let changed = 0;
    let before = 0;
    for (const { values, size } of kernels) {
      const old = previous.address + 4 * values.offset;
      changed += this.kernel('sumOfSquaredDifferences')(addressOf(values), old, size);
      before += this.kernel('sumOfSquares')(old, size);
    }
    return before === 0 ? 0 : Math.sqrt(changed / before);
  }

  /** Runs the samples through the model chunk by chunk; the histogram is of the last chunk. */
  private measureActivations(): Map<string, ActivationProbe> {
    const { model } = this.session;
    const samples = Math.min(PROBE_SAMPLES, this.data.train.count);
    const width = sizeOf(this.plan.model.inputShape);
    const gathered = this.layers.map((layer) => new Gathered(layer));
    for (let first = 0; first < samples; first += this.session.evaluationRows) {
      const rows = Math.min(this.session.evaluationRows, samples - first);
      const program = model.program(rows, 'probe');
      const inputs = this.data.train.inputs.subarray(first * width, (first + rows) * width);
      model.memory.floats.set(inputs, model.inputs / 4);
      for (let i = 0; i < program.forwardCalls; i++) program.calls[i]?.();
      const last = first + rows >= samples;
      for (const entry of gathered) this.gather(entry, program, last);
    }
    return new Map(gathered.map((entry) => [entry.layer.id, entry.result()]));
  }

  private gather(entry: Gathered, program: Program, last: boolean): void {
    const output = program.layerOutputs.get(entry.layer.id);
    if (!output) return;
    const range = { address: output.address, count: output.floats };
    entry.add(this.moments([range]), output.floats);
    const { columns } = entry;
    const { memory } = this.session.model;
    const { address } = this.session.buffers.unitCounts;
    const start = address / 4;
    memory.words.fill(0, start, start + 2 * columns);
    const [low, high] = entry.steep;
    const rows = output.floats / columns;
    const outside = address + 4 * columns;
    this.kernel('addUnitCounts')(range.address, rows, columns, low, high, address, outside);
    entry.addUnits(memory.words.subarray(start, start + 2 * columns), rows);
    if (last) entry.histogram = this.histogram([range], entry.low, entry.high);
  }
}

function kernelsOf(id: string, { model }: Session): LayerKernels {
  const parameters = model.store.all.filter(
    ({ layer, shape, gradient }) => layer === id && shape.length > 1 && gradient !== null,
  );
  const rangeOf = (place: Parameter['gradient'], count: number) => ({
    address: addressOf(place),
    count,
  });
  return {
    parameters,
    values: parameters.map(({ values, size }) => rangeOf(values, size)),
    gradients: parameters.map(({ gradient, size }) => rangeOf(gradient, size)),
    count: parameters.reduce((sum, { size }) => sum + size, 0),
  };
}

/** Sums over the chunks for one layer. */
class Gathered {
  readonly layer: LayerPlan;
  readonly columns: number;
  readonly steep: readonly [number, number];
  histogram: Histogram = { low: 0, high: 0, counts: [] };
  low = Number.POSITIVE_INFINITY;
  high = Number.NEGATIVE_INFINITY;
  private readonly canDie: boolean;
  private readonly nonZero: Float64Array;
  private readonly flat: Float64Array;
  private sum = 0;
  private squares = 0;
  private count = 0;
  private rows = 0;

  constructor(layer: LayerPlan) {
    this.layer = layer;
    this.columns = layer.outputShape.at(-1) ?? 1;
    // What leaves a gated cell is a product: the range says nothing about its gates.
    const gated = layer.type === 'lstm' || layer.type === 'gru';
    const activation = 'activation' in layer && !gated ? layer.activation : LINEAR;
    this.steep = steepRangeOf(activation);
    this.canDie = activation.name === 'relu';
    this.nonZero = new Float64Array(this.columns);
    this.flat = new Float64Array(this.columns);
  }

  add([sum, squares, low, high]: Moments, count: number): void {
    this.sum += sum;
    this.squares += squares;
    this.low = Math.min(this.low, low);
    this.high = Math.max(this.high, high);
    this.count += count;
  }

  addUnits(counts: Uint32Array, rows: number): void {
    this.rows += rows;
    for (let j = 0; j < this.columns; j++) {
      this.nonZero[j] = (this.nonZero[j] as number) + (counts[j] as number);
      this.flat[j] = (this.flat[j] as number) + (counts[this.columns + j] as number);
    }
  }

  result(): ActivationProbe {
    const mean = this.sum / this.count;
    const variance = Math.max(0, this.squares / this.count - mean * mean);
    const dead = this.nonZero.filter((count) => count === 0).length;
    const saturated = this.flat.filter((count) => count > SATURATED_SHARE * this.rows).length;
    return {
      mean,
      std: Math.sqrt(variance),
      deadShare: this.canDie ? dead / this.columns : 0,
      saturatedShare: saturated / this.columns,
      values: this.histogram,
    };
  }
}
