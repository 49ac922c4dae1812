import type { Rule } from '../rule.ts';
import { STRUCTURAL_RULES } from '../structural-rules.ts';
import { batchSize } from './batch-size.ts';
import { constantInit } from './constant-init.ts';
import { dropoutRate } from './dropout-rate.ts';
import { explodingGradientRisk } from './exploding-gradient-risk.ts';
import { hiddenLayers } from './hidden-layers.ts';
import { initScale } from './init-scale.ts';
import { learningRate } from './learning-rate.ts';
import { linearStack } from './linear-stack.ts';
import { lossHeadMismatch } from './loss-head-mismatch.ts';
import { missingBatchNorm } from './missing-batch-norm.ts';
import { missingEarlyStopping } from './missing-early-stopping.ts';
import { neuronsPerLayer } from './neurons-per-layer.ts';
import { reluWithoutHe } from './relu-without-he.ts';
import { rnnWithoutClipping } from './rnn-without-clipping.ts';
import { seluWithDropout } from './selu-with-dropout.ts';
import { seluWithoutLecun } from './selu-without-lecun.ts';
import { sigmoidWithoutXavier } from './sigmoid-without-xavier.ts';
import { softmaxHidden } from './softmax-hidden.ts';
import { softmaxSingleUnit } from './softmax-single-unit.ts';
import { targetRange } from './target-range.ts';
import { unitsClasses } from './units-classes.ts';
import { unscaledFeatures } from './unscaled-features.ts';
import { unscaledTarget } from './unscaled-target.ts';
import { vanishingGradientRisk } from './vanishing-gradient-risk.ts';

/** Every rule of the language. */
export const RULES: readonly Rule[] = [
  ...STRUCTURAL_RULES,
  batchSize,
  constantInit,
  dropoutRate,
  explodingGradientRisk,
  hiddenLayers,
  initScale,
  learningRate,
  linearStack,
  lossHeadMismatch,
  missingBatchNorm,
  missingEarlyStopping,
  neuronsPerLayer,
  reluWithoutHe,
  rnnWithoutClipping,
  seluWithDropout,
  seluWithoutLecun,
  sigmoidWithoutXavier,
  softmaxHidden,
  softmaxSingleUnit,
  targetRange,
  unitsClasses,
  unscaledFeatures,
  unscaledTarget,
  vanishingGradientRisk,
];
