/** Run records made up for tests: a plan of dense layers, and numbers by epoch where a test names them. */
import type { BatchTest, RoomTest, RunRecord } from '#diagnosis';
import type {
  ActivationProbe,
  EpochRecord,
  FinalChecks,
  InputProbe,
  LayerProbe,
  Metrics,
  WeightProbe,
} from '#engine';
import type { ActivationPlan, InitializerPlan, LayerPlan, Origin, Plan } from '#plan';

export interface MadeUpLayer {
  readonly units?: number;
  readonly activation?: ActivationPlan['name'];
  readonly init?: InitializerPlan;
  readonly l2?: number;
}

export interface MadeUpProbe {
  readonly gradient?: number;
  readonly weight?: number;
  readonly update?: number;
  readonly std?: number;
  readonly dead?: number;
  readonly saturated?: number;
}

export interface MadeUpRun {
  readonly layers?: readonly MadeUpLayer[];
  /** Class labels; none makes it a regression. */
  readonly classes?: number;
  readonly initialLoss?: number;
  readonly expectedLoss?: number;
  /** Standardised where the test says nothing else. */
  readonly inputs?: Partial<InputProbe>;
  /** Equal where the test says nothing else. */
  readonly classShares?: readonly number[];
  readonly sharedShare?: number | null;
  readonly targetRange?: readonly [number, number];
  readonly batchTest?: BatchTest;
  readonly roomTest?: RoomTest;
  readonly samples?: RunRecord['started']['samples'];
  /** After the end, on the test part. */
  readonly testAccuracy?: number;
  readonly penalty?: number;
  /** By epoch. */
  readonly learningRates?: readonly number[];
  readonly checks?: Partial<FinalChecks>;
  /** Of all epochs; by default as many as there are losses. */
  readonly epochs?: number;
  readonly loss?: readonly number[];
  readonly accuracy?: readonly number[];
  readonly validationLoss?: readonly number[];
  readonly validationAccuracy?: readonly number[];
  /** By layer, for all epochs; `initial` before the first step. */
  readonly probes?: readonly MadeUpProbe[];
  readonly initial?: readonly MadeUpProbe[];
  /** Gradient norms by step, with the loss rising where `stepLoss` says so. */
  readonly gradientNorms?: readonly number[];
  readonly stepLoss?: readonly number[];
  readonly plan?: (plan: Plan) => Plan;
  /** False: the run goes on. */
  readonly ended?: boolean;
  readonly diverged?: boolean;
}

const HISTOGRAM = { low: 0, high: 1, counts: [1] };

/** Of the layer with this index: line 1 is the first layer's. */
function origin(line: number): Origin {
  return { start: line * 20, end: line * 20 + 10, line };
}

/** A healthy small classifier where the test says nothing else. */
export function madeUpRun(made: MadeUpRun): RunRecord {
  const classes = made.classes ?? 2;
  const expectedLoss = made.expectedLoss ?? (classes > 0 ? Math.log(classes) : 1);
  const loss = made.loss ?? [];
  const plan = planOf(made, classes);
  const epochs = loss.map((_, i) => epochOf(made, plan, i));
  const last = epochs.at(-1);
  const norms = made.gradientNorms ?? [];
  return {
    plan: made.plan ? made.plan(plan) : plan,
    started: {
      type: 'started',
      parameters: 100,
      memoryBytes: 1000,
      samples: made.samples ?? { train: 700, validation: 150, test: 150 },
      classes: Array.from({ length: classes }, (_, i) => String(i)),
      stepsPerEpoch: 10,
      epochs: made.epochs ?? loss.length,
      data: {
        classShares: made.classShares ?? Array.from({ length: classes }, () => 1 / classes),
        sharedShare: made.sharedShare ?? 0,
        targetRange: classes > 0 ? null : (made.targetRange ?? [-2, 2]),
      },
      initial: {
        loss: made.initialLoss ?? expectedLoss,
        penalty: 0,
        expectedLoss,
        inputs: { lowestStd: 1, highestStd: 1, highestOffset: 0, lowestMiddle: 1, ...made.inputs },
        layers: plan.model.layers.map((layer, i) => probeOf(layer.id, made.initial?.[i] ?? {})),
      },
    },
    epochs,
    steps: norms.map((gradientNorm, step) => ({
      step,
      loss: made.stepLoss?.[step] ?? 1,
      learningRate: 1e-3,
      gradientNorm,
      clippedNorm: gradientNorm,
    })),
    end: endOf(made, last),
    ...(made.batchTest ? { batchTest: made.batchTest } : {}),
    ...(made.roomTest ? { roomTest: made.roomTest } : {}),
  };
}

function endOf(made: MadeUpRun, last: EpochRecord | undefined): RunRecord['end'] {
  const epoch = last?.epoch ?? 0;
  if (made.diverged) {
    return { type: 'diverged', epoch: epoch + 1, step: 17, layer: 'dense', where: 'activation' };
  }
  if (made.ended === false || !last) return null;
  const { train, validation } = last;
  return {
    type: 'finished',
    reason: 'completed',
    epoch,
    bestEpoch: epoch,
    train,
    validation,
    test: metrics(made.testAccuracy === undefined ? undefined : 0.1, made.testAccuracy),
    seconds: 1,
    checks: {
      modes: { training: train.loss ?? 0, evaluation: train.loss ?? 0 },
      inputs: { given: constant(0, 64), zeroed: constant(1, 64) },
      ...made.checks,
    },
  };
}

function epochOf(made: MadeUpRun, plan: Plan, i: number): EpochRecord {
  const validation = metrics(made.validationLoss?.[i], made.validationAccuracy?.[i]);
  return {
    epoch: i + 1,
    step: (i + 1) * 10,
    phase: '',
    seconds: i,
    probeSeconds: 0,
    learningRate: made.learningRates?.[i] ?? 1e-3,
    train: metrics(made.loss?.[i], made.accuracy?.[i]) ?? { loss: Number.NaN },
    validation,
    gradientNorm: 1,
    clippedNorm: 1,
    clippedShare: 0,
    penalty: made.penalty ?? 0,
    layers: plan.model.layers.map((layer, k) => probeOf(layer.id, made.probes?.[k] ?? {})),
  };
}

function metrics(loss: number | undefined, accuracy: number | undefined): Metrics | null {
  if (loss === undefined) return null;
  return accuracy === undefined ? { loss } : { loss, accuracy };
}

function probeOf(id: string, made: MadeUpProbe): LayerProbe {
  const weights: WeightProbe = {
    gradientRms: made.gradient ?? 1e-2,
    weightRms: made.weight ?? 0.1,
    updateRatio: made.update ?? 1e-3,
    gradients: HISTOGRAM,
    weights: HISTOGRAM,
  };
  const activation: ActivationProbe = {
    mean: 0,
    std: made.std ?? 1,
    deadShare: made.dead ?? 0,
    saturatedShare: made.saturated ?? 0,
    values: HISTOGRAM,
  };
  return { id, weights, activation };
}

function planOf(made: MadeUpRun, classes: number): Plan {
  const described = made.layers ?? [{}, {}, { activation: classes > 0 ? 'softmax' : 'linear' }];
  let inputs = 4;
  const layers = described.map((layer, i): LayerPlan => {
    const units = layer.units ?? 16;
    const inputShape = [inputs];
    inputs = units;
    const activation = { name: layer.activation ?? 'relu' } as ActivationPlan;
    return {
      type: 'dense',
      id: i === 0 ? 'dense' : `dense_${i + 1}`,
      inputShape,
      outputShape: [units],
      trainable: true,
      origin: origin(i + 1),
      units,
      activation,
      init: layer.init ?? { name: 'he_normal' },
      bias: true,
      biasInit: { name: 'zeros' },
      l1: 0,
      l2: layer.l2 ?? 0,
      maxNorm: null,
    };
  });
  return {
    model: { name: 'Net', inputShape: [4], layers },
    data: {
      name: 'Data',
      source: { kind: 'generator', name: 'blobs', args: {} },
      testSource: null,
      target: {
        columns: [],
        encoding: classes > 0 ? 'class_index' : 'real',
        scale: { kind: 'none' },
      },
      features: null,
      shape: [4],
      scale: { kind: 'none' },
      split: { train: 0.7, validation: 0.15, test: 0.15 },
      seed: 1,
      origin: origin(50),
    },
    train: {
      loss: classes > 0 ? { name: 'cross_entropy', labelSmoothing: 0 } : { name: 'mse' },
      batchSize: 32,
      accumulate: 1,
      clipNorm: null,
      clipValue: null,
      earlyStopping: null,
      metrics: classes > 0 ? [{ name: 'accuracy' }] : [],
      seed: 1,
      phases: [
        {
          name: '',
          epochs: made.epochs ?? made.loss?.length ?? 1,
          optimizer: { name: 'adam', learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
          schedule: { name: 'constant', warmup: 0 },
          trainableLayers: layers.map((layer) => layer.id),
        },
      ],
      classWeights: null,
      mcDropoutSamples: null,
      origin: origin(60),
      settingOrigins: { optimizer: origin(62), epochs: origin(63), batch_size: origin(64) },
    },
  };
}

/** Sets the optimizer of the plan's only phase. */
export function withOptimizer(
  optimizer: Plan['train']['phases'][number]['optimizer'],
): (plan: Plan) => Plan {
  return (plan) => ({
    ...plan,
    train: { ...plan.train, phases: plan.train.phases.map((phase) => ({ ...phase, optimizer })) },
  });
}

/** The same value for each of `count` epochs. */
export function constant(value: number, count: number): number[] {
  return Array.from({ length: count }, () => value);
}
