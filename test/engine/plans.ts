/**
 * Plans and data sets for the engine's tests: what the language would make of a text, with little
 * to say.
 */
import { readFileSync } from 'node:fs';
import { type DataSet, type Kernels, loadKernels } from '#engine';
import type {
  ActivationPlan,
  DataPlan,
  InitializerPlan,
  LayerPlan,
  LossPlan,
  OptimizerPlan,
  Origin,
  Plan,
  TrainPlan,
} from '#plan';
import { flattenLayers } from '#plan';
import { createRandom } from '../../engine/src/rng.ts';

export const origin: Origin = { start: 0, end: 0, line: 0 };

const folder = new URL('../../dist/kernels/', import.meta.url);

/** The compiled kernels of a build. */
export function kernelsOf(build: Kernels['build'] = 'relaxed'): Promise<Kernels> {
  const read = (name: string) => readFileSync(new URL(`${name}.wasm`, folder));
  return loadKernels({ simd: read('simd'), relaxed: read('relaxed') }, build);
}

type Loose = { readonly type: LayerPlan['type']; readonly [key: string]: unknown };

const kernelDefaults = {
  init: { name: 'glorot_uniform' } satisfies InitializerPlan,
  bias: true,
  biasInit: { name: 'zeros' } satisfies InitializerPlan,
  l1: 0,
  l2: 0,
  maxNorm: null,
};

const recurrentDefaults = {
  ...kernelDefaults,
  activation: { name: 'tanh' } satisfies ActivationPlan,
  recurrentActivation: { name: 'sigmoid' } satisfies ActivationPlan,
  recurrentInit: { name: 'orthogonal' } satisfies InitializerPlan,
  recurrentDropout: 0,
  returnSequences: false,
  bidirectional: false,
};

const defaults: Partial<Record<LayerPlan['type'], object>> = {
  dense: { ...kernelDefaults, activation: { name: 'linear' } },
  conv1d: { ...kernelDefaults, activation: { name: 'linear' }, stride: 1, padding: 'valid' },
  conv2d: { ...kernelDefaults, activation: { name: 'linear' }, stride: [1, 1], padding: 'valid' },
  max_pool1d: { stride: 2, padding: 'valid' },
  avg_pool1d: { stride: 2, padding: 'valid' },
  max_pool2d: { stride: [2, 2], padding: 'valid' },
  avg_pool2d: { stride: [2, 2], padding: 'valid' },
  embedding: { init: { name: 'random_uniform', limit: 0.05 } },
  simple_rnn: recurrentDefaults,
  lstm: recurrentDefaults,
  gru: recurrentDefaults,
  batch_norm: { momentum: 0.99, epsilon: 1e-3 },
  layer_norm: { epsilon: 1e-3 },
};

/** A layer with the catalogue's defaults filled in; the shapes are those that the test gives. */
export function layer(
  id: string,
  inputShape: readonly number[],
  outputShape: readonly number[],
  settings: Loose,
): LayerPlan {
  return {
    id,
    inputShape,
    outputShape,
    trainable: true,
    origin,
    ...defaults[settings.type],
    ...settings,
  } as LayerPlan;
}

/** Dense layers one after the other, each with its number of units and its activation. */
export function denseStack(
  inputs: number,
  stack: readonly (readonly [units: number, activation: ActivationPlan])[],
): LayerPlan[] {
  let width = inputs;
  return stack.map(([units, activation], index) => {
    const before = width;
    width = units;
    return layer(`dense_${index + 1}`, [before], [units], { type: 'dense', units, activation });
  });
}

export interface PlanSettings {
  readonly layers: readonly LayerPlan[];
  readonly loss: LossPlan;
  readonly optimizer?: OptimizerPlan;
  readonly epochs?: number;
  readonly encoding?: DataPlan['target']['encoding'];
  readonly train?: Partial<TrainPlan>;
}

export const adam: OptimizerPlan = {
  name: 'adam',
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
};

/** A whole plan around some layers. */
export function planOf(settings: PlanSettings): Plan {
  const { layers, loss, optimizer = adam, epochs = 1, encoding = 'real', train = {} } = settings;
  const inputShape = layers[0]?.inputShape ?? [];
  return {
    model: { name: 'Model', inputShape, layers },
    data: {
      name: 'Data',
      source: { kind: 'generator', name: 'xor', args: {} },
      testSource: null,
      target: { columns: [], encoding, scale: { kind: 'none' } },
      features: null,
      shape: inputShape,
      scale: { kind: 'none' },
      split: { train: 1, validation: 0, test: 0 },
      seed: 1,
      origin,
    },
    train: {
      loss,
      batchSize: 32,
      accumulate: 1,
      clipNorm: null,
      clipValue: null,
      earlyStopping: null,
      metrics: [],
      seed: 1,
      phases: [
        {
          name: '',
          epochs,
          optimizer,
          schedule: { name: 'constant', warmup: 0 },
          trainableLayers: flattenLayers(layers).map(({ id }) => id),
        },
      ],
      classWeights: null,
      mcDropoutSamples: null,
      origin,
      settingOrigins: {},
      ...train,
    },
  };
}

const noScaling = { offset: new Float64Array(0), divisor: new Float64Array(0) };

/**
 * A data set of given numbers; all of it is for training unless a share is held out for validation.
 */
export function dataSetOf(
  inputShape: readonly number[],
  targetShape: readonly number[],
  inputs: Float32Array,
  targets: Float32Array,
  heldOut = 0,
): DataSet {
  const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
  const count = inputs.length / size(inputShape);
  const part = (from: number, to: number) => ({
    count: to - from,
    inputs: inputs.slice(from * size(inputShape), to * size(inputShape)),
    targets: targets.slice(from * size(targetShape), to * size(targetShape)),
  });
  const trained = count - heldOut;
  return {
    name: 'Data',
    inputShape,
    targetShape,
    classes: [],
    features: [],
    notes: [],
    train: part(0, trained),
    validation: part(trained, count),
    test: part(count, count),
    inputScaling: noScaling,
    targetScaling: noScaling,
  };
}

/** Standard normal numbers. */
export function normals(count: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.normal());
}

/** Whole numbers from 0 up to `bound`. */
export function integers(count: number, bound: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.integer(bound));
}
