import type { Rule } from '../rule.ts';
import { STRUCTURAL_RULES } from '../structural-rules.ts';
import { alphaDropoutWithoutSelu } from './alpha-dropout-without-selu.ts';
import { batchSize } from './batch-size.ts';
import { biasBeforeBatchNorm } from './bias-before-batch-norm.ts';
import { classImbalance } from './class-imbalance.ts';
import { constantFeature } from './constant-feature.ts';
import { constantInit } from './constant-init.ts';
import { dropoutOnOutput } from './dropout-on-output.ts';
import { dropoutRate } from './dropout-rate.ts';
import { epsilon } from './epsilon.ts';
import { explodingGradientRisk } from './exploding-gradient-risk.ts';
import { hiddenLayers } from './hidden-layers.ts';
import { initScale } from './init-scale.ts';
import { learningRate } from './learning-rate.ts';
import { linearStack } from './linear-stack.ts';
import { lossHeadMismatch } from './loss-head-mismatch.ts';
import { missingBatchNorm } from './missing-batch-norm.ts';
import { missingEarlyStopping } from './missing-early-stopping.ts';
import { missingValues } from './missing-values.ts';
import { momentum } from './momentum.ts';
import { nesterovWithoutMomentum } from './nesterov-without-momentum.ts';
import { neuronsPerLayer } from './neurons-per-layer.ts';
import { noValidationSplit } from './no-validation-split.ts';
import { nonNumericFeature } from './non-numeric-feature.ts';
import { overRegularized } from './over-regularized.ts';
import { reluWithoutHe } from './relu-without-he.ts';
import { rnnWithoutClipping } from './rnn-without-clipping.ts';
import { seluSelfNormalization } from './selu-self-normalization.ts';
import { seluWithDropout } from './selu-with-dropout.ts';
import { seluWithoutLecun } from './selu-without-lecun.ts';
import { sigmoidWithoutXavier } from './sigmoid-without-xavier.ts';
import { softmaxHidden } from './softmax-hidden.ts';
import { softmaxSingleUnit } from './softmax-single-unit.ts';
import { targetAmongFeatures } from './target-among-features.ts';
import { targetRange } from './target-range.ts';
import { unitsClasses } from './units-classes.ts';
import { unscaledFeatures } from './unscaled-features.ts';
import { unscaledTarget } from './unscaled-target.ts';
import { vanishingGradientRisk } from './vanishing-gradient-risk.ts';

/** Every rule of the language. */
export const RULES: readonly Rule[] = [
  ...STRUCTURAL_RULES,
  alphaDropoutWithoutSelu,
  batchSize,
  biasBeforeBatchNorm,
  classImbalance,
  constantFeature,
  constantInit,
  dropoutOnOutput,
  dropoutRate,
  epsilon,
  explodingGradientRisk,
  hiddenLayers,
  initScale,
  learningRate,
  linearStack,
  lossHeadMismatch,
  missingBatchNorm,
  missingEarlyStopping,
  missingValues,
  momentum,
  nesterovWithoutMomentum,
  neuronsPerLayer,
  noValidationSplit,
  nonNumericFeature,
  overRegularized,
  reluWithoutHe,
  rnnWithoutClipping,
  seluSelfNormalization,
  seluWithDropout,
  seluWithoutLecun,
  sigmoidWithoutXavier,
  softmaxHidden,
  softmaxSingleUnit,
  targetAmongFeatures,
  targetRange,
  unitsClasses,
  unscaledFeatures,
  unscaledTarget,
  vanishingGradientRisk,
];
