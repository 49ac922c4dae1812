import type { Rule } from '../rule.ts';
import { STRUCTURAL_RULES } from '../structural-rules.ts';
import { adagradDeep } from './adagrad-deep.ts';
import { adamWithL2 } from './adam-with-l2.ts';
import { alphaDropoutWithoutSelu } from './alpha-dropout-without-selu.ts';
import { batchNormSmallBatch } from './batch-norm-small-batch.ts';
import { batchSize } from './batch-size.ts';
import { biasBeforeBatchNorm } from './bias-before-batch-norm.ts';
import { classImbalance } from './class-imbalance.ts';
import { clipValueDirection } from './clip-value-direction.ts';
import { constantFeature } from './constant-feature.ts';
import { constantInit } from './constant-init.ts';
import { deepPlainStack } from './deep-plain-stack.ts';
import { dropoutBeforeBatchNorm } from './dropout-before-batch-norm.ts';
import { dropoutOnOutput } from './dropout-on-output.ts';
import { dropoutRate } from './dropout-rate.ts';
import { duplicateRowsAcrossSplit } from './duplicate-rows-across-split.ts';
import { dyingReluRisk } from './dying-relu-risk.ts';
import { epochs } from './epochs.ts';
import { epsilon } from './epsilon.ts';
import { explodingGradientRisk } from './exploding-gradient-risk.ts';
import { fineTuneLearningRate } from './fine-tune-learning-rate.ts';
import { frozenBatchNorm } from './frozen-batch-norm.ts';
import { headNotReplaced } from './head-not-replaced.ts';
import { hiddenLayers } from './hidden-layers.ts';
import { initScale } from './init-scale.ts';
import { lastStepOnly } from './last-step-only.ts';
import { learningRate } from './learning-rate.ts';
import { linearStack } from './linear-stack.ts';
import { lossHeadMismatch } from './loss-head-mismatch.ts';
import { manyCategories } from './many-categories.ts';
import { maxNormValue } from './max-norm-value.ts';
import { mcDropoutWithoutDropout } from './mc-dropout-without-dropout.ts';
import { missingBatchNorm } from './missing-batch-norm.ts';
import { missingEarlyStopping } from './missing-early-stopping.ts';
import { missingValues } from './missing-values.ts';
import { momentum } from './momentum.ts';
import { nesterovWithoutMomentum } from './nesterov-without-momentum.ts';
import { neuronsPerLayer } from './neurons-per-layer.ts';
import { noRegularization } from './no-regularization.ts';
import { noValidationSplit } from './no-validation-split.ts';
import { nonNumericFeature } from './non-numeric-feature.ts';
import { nothingTrainable } from './nothing-trainable.ts';
import { optimizerChoice } from './optimizer-choice.ts';
import { overRegularized } from './over-regularized.ts';
import { reluInRecurrent } from './relu-in-recurrent.ts';
import { reluWithoutHe } from './relu-without-he.ts';
import { rnnWithoutClipping } from './rnn-without-clipping.ts';
import { scaledLabels } from './scaled-labels.ts';
import { scheduleMismatch } from './schedule-mismatch.ts';
import { seluSelfNormalization } from './selu-self-normalization.ts';
import { seluWithDropout } from './selu-with-dropout.ts';
import { seluWithoutLecun } from './selu-without-lecun.ts';
import { sigmoidWithoutXavier } from './sigmoid-without-xavier.ts';
import { simpleRnnLongSequence } from './simple-rnn-long-sequence.ts';
import { softmaxHidden } from './softmax-hidden.ts';
import { softmaxSingleUnit } from './softmax-single-unit.ts';
import { stackedDropout } from './stacked-dropout.ts';
import { targetAmongFeatures } from './target-among-features.ts';
import { targetRange } from './target-range.ts';
import { unfrozenFromStart } from './unfrozen-from-start.ts';
import { unitsClasses } from './units-classes.ts';
import { unscaledFeatures } from './unscaled-features.ts';
import { unscaledTarget } from './unscaled-target.ts';
import { vanishingGradientRisk } from './vanishing-gradient-risk.ts';
import { weightsMismatch } from './weights-mismatch.ts';
import { weightsMissing } from './weights-missing.ts';

/** Every rule of the language. */
export const RULES: readonly Rule[] = [
  ...STRUCTURAL_RULES,
  adagradDeep,
  adamWithL2,
  alphaDropoutWithoutSelu,
  batchNormSmallBatch,
  batchSize,
  biasBeforeBatchNorm,
  classImbalance,
  clipValueDirection,
  constantFeature,
  constantInit,
  deepPlainStack,
  dropoutBeforeBatchNorm,
  dropoutOnOutput,
  dropoutRate,
  duplicateRowsAcrossSplit,
  dyingReluRisk,
  epochs,
  epsilon,
  explodingGradientRisk,
  fineTuneLearningRate,
  frozenBatchNorm,
  headNotReplaced,
  hiddenLayers,
  initScale,
  learningRate,
  linearStack,
  lossHeadMismatch,
  manyCategories,
  maxNormValue,
  mcDropoutWithoutDropout,
  missingBatchNorm,
  missingEarlyStopping,
  missingValues,
  momentum,
  nesterovWithoutMomentum,
  neuronsPerLayer,
  noRegularization,
  noValidationSplit,
  nonNumericFeature,
  nothingTrainable,
  optimizerChoice,
  overRegularized,
  reluInRecurrent,
  reluWithoutHe,
  rnnWithoutClipping,
  scaledLabels,
  scheduleMismatch,
  seluSelfNormalization,
  seluWithDropout,
  seluWithoutLecun,
  sigmoidWithoutXavier,
  simpleRnnLongSequence,
  lastStepOnly,
  softmaxHidden,
  softmaxSingleUnit,
  stackedDropout,
  targetAmongFeatures,
  targetRange,
  unfrozenFromStart,
  unitsClasses,
  unscaledFeatures,
  unscaledTarget,
  vanishingGradientRisk,
  weightsMismatch,
  weightsMissing,
];
