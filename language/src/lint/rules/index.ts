import type { Rule } from '../rule.ts';
import { STRUCTURAL_RULES } from '../structural-rules.ts';
import { dropoutRate } from './dropout-rate.ts';
import { learningRate } from './learning-rate.ts';
import { lossHeadMismatch } from './loss-head-mismatch.ts';
import { missingEarlyStopping } from './missing-early-stopping.ts';
import { reluWithoutHe } from './relu-without-he.ts';
import { rnnWithoutClipping } from './rnn-without-clipping.ts';
import { seluWithDropout } from './selu-with-dropout.ts';
import { seluWithoutLecun } from './selu-without-lecun.ts';
import { sigmoidWithoutXavier } from './sigmoid-without-xavier.ts';
import { softmaxSingleUnit } from './softmax-single-unit.ts';
import { unitsClasses } from './units-classes.ts';
import { unscaledFeatures } from './unscaled-features.ts';

/** Every rule of the language. */
export const RULES: readonly Rule[] = [
  ...STRUCTURAL_RULES,
  dropoutRate,
  learningRate,
  lossHeadMismatch,
  missingEarlyStopping,
  reluWithoutHe,
  rnnWithoutClipping,
  seluWithDropout,
  seluWithoutLecun,
  sigmoidWithoutXavier,
  softmaxSingleUnit,
  unitsClasses,
  unscaledFeatures,
];
