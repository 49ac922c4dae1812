/** Of every symptom the numbers that decide: a made-up run as a function of the number, and on which side it is found. */
import type { SymptomId } from '#diagnosis';
import type { Plan } from '#plan';
import {
  RATIO_HEALTHY,
  RATIO_HIGH,
  RATIO_LOW,
} from '../../../diagnosis/src/symptoms/learning-rate.ts';
import { constant, type MadeUpRun, withOptimizer } from '../made-up-run.ts';

export interface Boundary {
  readonly of: string;
  readonly threshold: number;
  readonly found: 'above' | 'below';
  readonly run: (value: number) => MadeUpRun;
}

const EPOCHS = 20;
const STUCK: MadeUpRun = { loss: constant(Math.LN2, EPOCHS), accuracy: constant(0.5, EPOCHS) };
const LEARNED: MadeUpRun = {
  loss: Array.from({ length: EPOCHS }, (_, i) => Math.max(0.02, 0.6 * 0.8 ** i)),
  accuracy: constant(0.99, EPOCHS),
};
/** Real targets of variance 1: a share of it that is left. */
const left = (share: number): MadeUpRun => ({
  classes: 0,
  loss: Array.from({ length: EPOCHS }, (_, i) => share + 0.2 / (i + 1) ** 2),
});
/** Three units that leave a seventh of the samples wrong. */
const NARROW: MadeUpRun = {
  layers: [{ units: 3 }, { activation: 'softmax', units: 2 }],
  loss: Array.from({ length: EPOCHS }, (_, i) => 0.3 + 0.3 / (i + 1) ** 2),
  accuracy: constant(0.86, EPOCHS),
};
const BATCH = { samples: 16, steps: 1000 };
const ADAM = { name: 'adam', learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

const rate = (learningRate: number) => withOptimizer({ ...ADAM, learningRate });
const decayed = (weightDecay: number, learningRate: number) =>
  withOptimizer({ ...ADAM, name: 'adamw', learningRate, weightDecay });
const train =
  (changes: Partial<Plan['train']>) =>
  (plan: Plan): Plan => ({ ...plan, train: { ...plan.train, ...changes } });
const dropping =
  (share: number) =>
  (plan: Plan): Plan => {
    const [first, ...others] = plan.model.layers;
    if (!first) return plan;
    const { inputShape, outputShape: shape, origin } = first;
    const dropout = {
      type: 'dropout',
      id: 'dropout',
      inputShape: shape,
      outputShape: shape,
      trainable: true,
      origin,
      rate: share,
    } as const;
    const layers = [{ ...first, inputShape }, dropout, ...others];
    return { ...plan, model: { ...plan.model, layers } };
  };
const normalized = (plan: Plan): Plan => {
  const changed = dropping(0)(plan);
  const layers = changed.model.layers.map((layer) =>
    layer.type === 'dropout'
      ? ({ ...layer, type: 'batch_norm', id: 'batch_norm', momentum: 0.1, epsilon: 1e-5 } as const)
      : layer,
  );
  return { ...changed, model: { ...changed.model, layers } };
};
const zigzag = (size: number) =>
  Array.from({ length: 30 }, (_, i) => 0.35 + (i % 2 === 0 ? size / 2 : -size / 2));
const updates = (update: number) => [{ update }, { update }, { update }];
const bumpy: MadeUpRun = {
  loss: Array.from({ length: EPOCHS }, (_, i) => (i % 2 === 0 ? 0.9 : 0.7)),
  accuracy: constant(0.5, EPOCHS),
};
const SIGMOIDS = [
  { activation: 'sigmoid' },
  { activation: 'sigmoid' },
  { activation: 'softmax' },
] as const;
const SMALL = { init: { name: 'random_uniform', limit: 0.05 } } as const;
const LARGE = { init: { name: 'random_normal', std: 3 } } as const;
const PENALIZED = [{ l2: 0.1 }, { activation: 'softmax' }] as const;

const at = (
  of: string,
  threshold: number,
  found: Boundary['found'],
  run: Boundary['run'],
): Boundary => ({ of, threshold, found, run });

export const BOUNDARIES: Readonly<Record<SymptomId, readonly Boundary[]>> = {
  'nan-loss': [
    at('loss over its minimum', 2, 'above', (ratio) => ({
      loss: [0.5, 0.3, ...constant(0.3 * ratio, 6)],
      epochs: 40,
      ended: false,
    })),
  ],
  'exploding-gradient': [
    at('growth of the norm from check to check', 2, 'above', (factor) => ({
      ...STUCK,
      gradientNorms: Array.from({ length: 8 }, (_, i) => factor ** i),
    })),
    at('norm over its median', 10, 'above', (ratio) => ({
      ...STUCK,
      gradientNorms: [...constant(1, 20), ratio],
      stepLoss: [...constant(1, 20), 2],
    })),
    at('first gradient over the last', 70, 'above', (ratio) => ({
      ...STUCK,
      probes: [{ gradient: ratio }, {}, { gradient: 1 }],
    })),
  ],
  'vanishing-gradient': [
    at('first gradient over the last', 1e-3, 'below', (ratio) => ({
      ...STUCK,
      layers: SIGMOIDS,
      probes: [{ gradient: 0.05 * ratio }, {}, { gradient: 0.05 }],
    })),
    at('first gradient', 1e-4, 'below', (gradient) => ({
      ...STUCK,
      layers: SIGMOIDS,
      probes: [{ gradient }, {}, { gradient: 1 }],
    })),
  ],
  'dying-relu': [
    at('share of dead units', 0.1, 'above', (dead) => ({ ...STUCK, probes: [{ dead }] })),
  ],
  saturation: [
    at('share of saturated units', 0.5, 'above', (saturated) => ({
      ...STUCK,
      layers: SIGMOIDS,
      probes: [{ saturated }],
    })),
  ],
  'bad-initialization': [
    at('largest over smallest activation', 10, 'above', (ratio) => ({
      ...STUCK,
      layers: [SMALL, SMALL, { activation: 'softmax' }],
      initial: [{ std: 1 }, { std: 1 / ratio }],
    })),
    at('first loss over the baseline', 5, 'above', (ratio) => ({
      ...LEARNED,
      layers: [LARGE, LARGE, { activation: 'softmax' }],
      initialLoss: ratio * Math.LN2,
    })),
  ],
  'initial-loss': [
    at('distance from the expected loss', 0.5, 'above', (distance) => ({
      ...STUCK,
      initialLoss: (1 + distance) * Math.LN2,
    })),
  ],
  'learning-rate-too-high': [
    at('update ratio', RATIO_HIGH, 'above', (ratio) => ({ ...bumpy, probes: updates(ratio) })),
    at('rate, three times what works', 0.03, 'above', (value) => ({ ...bumpy, plan: rate(value) })),
  ],
  'learning-rate-too-low': [
    at('update ratio', RATIO_LOW, 'below', (ratio) => ({ ...STUCK, probes: updates(ratio) })),
    at('update ratio of a model that cannot learn a batch', RATIO_HEALTHY, 'below', (ratio) => ({
      ...STUCK,
      probes: updates(ratio),
      batchTest: { ...BATCH, error: 0.5 },
    })),
    at('rate, a third of what works', 1e-4 / 3, 'below', (value) => ({
      ...STUCK,
      plan: rate(value),
    })),
  ],
  'oscillating-loss': [
    at('step from epoch to epoch beside the baseline', 0.1 * Math.LN2, 'above', (size) => ({
      loss: zigzag(size),
      accuracy: constant(0.9, 30),
    })),
  ],
  plateau: [
    at('loss over the baseline', 0.8, 'above', (share) => ({
      loss: [0.69, ...constant(share * Math.LN2, EPOCHS)],
      accuracy: constant(0.7, EPOCHS + 1),
    })),
  ],
  'slow-convergence': [
    at('loss over the baseline', 0.8, 'above', (share) => ({
      classes: 0,
      loss: Array.from({ length: 40 }, (_, i) => share + 0.004 * (39 - i)),
    })),
  ],
  'too-few-epochs': [
    at('improvement an epoch', 0.02, 'above', (rate) => ({
      loss: [...constant(0.6, 16), ...[1, 2, 3, 4].map((i) => 0.6 * (1 - i * rate))],
      accuracy: constant(0.9, EPOCHS),
    })),
  ],
  overfitting: [
    at('validation loss over its best', 1.05, 'above', (ratio) => ({
      ...LEARNED,
      validationLoss: [...constant(0.4, 15), ...constant(0.4 * ratio, 5)],
      validationAccuracy: constant(0.95, EPOCHS),
    })),
    at('accuracy on training above validation', 0.1, 'above', (gap) => ({
      ...LEARNED,
      validationLoss: LEARNED.loss ?? [],
      validationAccuracy: constant(0.99 - gap, EPOCHS),
    })),
    at('accuracy above that of more validation samples', 0.05, 'above', (gap) => ({
      ...LEARNED,
      samples: { train: 3000, validation: 9000, test: 0 },
      validationLoss: LEARNED.loss ?? [],
      validationAccuracy: constant(0.99 - gap, EPOCHS),
    })),
    at('validation loss of real targets above training', 0.3, 'above', (gap) => ({
      ...left(0.05),
      validationLoss: left(0.05 + gap).loss ?? [],
    })),
  ],
  underfitting: [
    at('training accuracy', 0.8, 'below', (accuracy) => ({
      loss: Array.from({ length: EPOCHS }, (_, i) => 0.5 + 0.15 / (i + 1) ** 2),
      accuracy: constant(accuracy, EPOCHS),
    })),
    at('loss of real targets over their variance', 0.65, 'above', left),
    at('validation accuracy of a larger model above its own', 0.1, 'above', (gain) => ({
      ...NARROW,
      roomTest: { units: 32, quantity: 'accuracy', own: 0.85, roomy: 0.85 + gain },
    })),
    at('validation loss of a larger model over its own', 0.7, 'below', (ratio) => ({
      ...left(0.4),
      layers: [{ units: 3 }, { activation: 'linear', units: 1 }],
      roomTest: { units: 32, quantity: 'loss', own: 0.4, roomy: 0.4 * ratio },
    })),
  ],
  'collapsed-output': [
    at('spread of the output', 0.02, 'below', (std) => ({ ...STUCK, probes: [{}, {}, { std }] })),
  ],
  'unscaled-data': [
    at('largest deviation of an input', 5, 'above', (highestStd) => ({
      ...STUCK,
      inputs: { highestStd },
    })),
    at('largest deviation of an input, too small', 0.02, 'below', (std) => ({
      ...STUCK,
      inputs: { highestStd: std, lowestStd: std },
    })),
    at('largest over smallest deviation', 100, 'above', (ratio) => ({
      ...STUCK,
      inputs: { highestStd: 4, lowestStd: 4 / ratio },
    })),
    at('mean over deviation', 10, 'above', (highestOffset) => ({
      ...STUCK,
      inputs: { highestOffset },
    })),
    at('middle half’s spread over that of all', 0.02, 'below', (lowestMiddle) => ({
      ...STUCK,
      inputs: { lowestMiddle },
    })),
    at('variance of a real target', 100, 'above', (variance) => ({
      classes: 0,
      expectedLoss: variance,
      loss: constant(variance, EPOCHS),
    })),
  ],
  'unreachable-target': [
    at('target beyond the output’s range over the spread', 0.05, 'above', (beyond) => ({
      classes: 0,
      layers: [{}, { activation: 'sigmoid', units: 1 }],
      targetRange: [0, 1 / (1 - beyond)],
      loss: [0.9, 0.5, 0.3],
    })),
    at('delta of Huber’s loss', 0.04, 'below', (delta) => ({
      ...left(0.5),
      plan: train({ loss: { name: 'huber', delta } }),
    })),
  ],
  'over-regularization': [
    at('penalty gradient over the gradient', 2, 'above', (ratio) => ({
      ...STUCK,
      layers: PENALIZED,
      probes: [{ gradient: 0.02 / ratio, weight: 0.1 }],
    })),
    at('weights over what they were', 0.1, 'below', (share) => ({
      ...STUCK,
      layers: PENALIZED,
      initial: [{ weight: 0.5 }],
      probes: [{ weight: 0.5 * share, gradient: 1 }],
    })),
    at('dropout of a model that does not learn', 0.5, 'above', (share) => ({
      ...STUCK,
      plan: dropping(share),
    })),
    at('dropout of a model that falls short', 0.75, 'above', (share) => ({
      ...left(0.5),
      plan: dropping(share),
    })),
    at('label smoothing', 0.5, 'above', (labelSmoothing) => ({
      ...STUCK,
      plan: train({ loss: { name: 'cross_entropy', labelSmoothing } }),
    })),
    at('decay in a step', 0.01, 'above', (share) => ({
      ...STUCK,
      plan: decayed(0.5, share / 0.5),
    })),
    at('decay of a model that falls short', 1, 'above', (decay) => ({
      ...left(0.5),
      plan: decayed(decay, 1e-3),
    })),
  ],
  'validation-too-good': [
    at('validation accuracy above training', 0.0875, 'above', (gap) => ({
      loss: [...(LEARNED.loss ?? []).slice(0, 8), ...constant(0.12, 12)],
      accuracy: constant(0.85, EPOCHS),
      validationLoss: constant(0.1, EPOCHS),
      validationAccuracy: constant(0.85 + gap, EPOCHS),
    })),
    at('validation accuracy above that of the test', 0.15, 'above', (gap) => ({
      ...LEARNED,
      validationLoss: LEARNED.loss ?? [],
      validationAccuracy: constant(0.97, EPOCHS),
      testAccuracy: 0.97 - gap,
    })),
  ],
  'data-leak': [
    at('share of validation samples in training', 0.1, 'above', (sharedShare) => ({
      ...LEARNED,
      sharedShare,
    })),
  ],
  'class-imbalance': [
    at('largest class over the smallest', 10, 'above', (ratio) => ({
      loss: constant(0.3, EPOCHS),
      accuracy: constant(ratio / (ratio + 1), EPOCHS),
      classShares: [ratio / (ratio + 1), 1 / (ratio + 1)],
    })),
    at('what weights make one class count beside another', 10, 'above', (ratio) => ({
      ...STUCK,
      plan: train({ classWeights: [1, ratio] }),
    })),
  ],
  'input-ignored': [
    at('difference without inputs over the baseline', 0.02, 'below', (difference) => ({
      ...STUCK,
      // One of many samples is off, so that the order of the losses says nothing.
      checks: {
        inputs: {
          given: constant(0.69, 64),
          zeroed: [...constant(0.69, 63), 0.69 + 64 * difference * Math.LN2],
        },
      },
    })),
  ],
  'train-eval-mismatch': [
    at('loss when used over that while training', 1.5, 'above', (ratio) => ({
      ...LEARNED,
      plan: normalized,
      checks: { modes: { training: 0.4, evaluation: 0.4 * ratio } },
    })),
  ],
  'cannot-overfit-a-batch': [
    at('share of a handful of samples wrong', 0.1, 'above', (error) => ({
      ...STUCK,
      batchTest: { ...BATCH, error },
    })),
    at('variance of a handful of real targets unexplained', 0.2, 'above', (error) => ({
      ...left(0.7),
      batchTest: { ...BATCH, error },
    })),
  ],
};
