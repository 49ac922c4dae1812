/**
 * Which remedies cure which symptom, the likeliest first: the columns of the tuning table for under- and overfitting, the
 * remedies for vanishing, exploding and dying units, optimizer and learning rate for oscillation and slowness.
 */
import type { SymptomId } from '../types.ts';
import { addNonLinearity, useElu, useLeakyRelu, useRelu, useSelu } from './activation.ts';
import { moreEpochs, moreSteps, raiseBatchSize, reduceBatchSize, stopEarly } from './budget.ts';
import {
  addLayer,
  addNeurons,
  keepPlaces,
  readAll,
  removeLastLayer,
  removeNeurons,
} from './capacity.ts';
import {
  balanceClasses,
  labelHead,
  linearHead,
  matchingHead,
  matchingLoss,
  moreSamples,
  scaleBoth,
  scaleInputs,
  scaleTarget,
} from './data.ts';
import { matchInitializers, trainAll } from './initialization.ts';
import {
  clipGradients,
  lowerLearningRate,
  lowerLearningRateALittle,
  raiseLearningRate,
  useAdam,
} from './learning-rate.ts';
import { addBatchNorm, usualMomentum } from './normalization.ts';
import { increaseDropout, increaseL2, reduceDropout, reducePenalties } from './regularization.ts';
import type { Remedy } from './remedy.ts';
import {
  constantRate,
  loosenClipping,
  loosenNorm,
  patientStopping,
  usualDecay,
  usualEpsilon,
  usualSmoothing,
} from './restraints.ts';

const DIVERGENCE: readonly Remedy[] = [
  useRelu,
  scaleBoth,
  scaleInputs,
  scaleTarget,
  lowerLearningRate,
  matchInitializers,
  clipGradients,
  useAdam,
  addBatchNorm,
];

const SMALL_GRADIENTS: readonly Remedy[] = [
  useRelu,
  matchInitializers,
  addBatchNorm,
  useSelu,
  useElu,
  useLeakyRelu,
  scaleInputs,
  useAdam,
  raiseLearningRate,
  removeLastLayer,
];

const SLOWNESS: readonly Remedy[] = [
  loosenClipping,
  constantRate,
  usualEpsilon,
  raiseLearningRate,
  useAdam,
  moreEpochs,
  moreSteps,
  matchInitializers,
  addBatchNorm,
];

/** The table's column "when underfitting". */
const UNDERFITTING: readonly Remedy[] = [
  trainAll,
  labelHead,
  addNonLinearity,
  reducePenalties,
  reduceDropout,
  loosenNorm,
  usualDecay,
  loosenClipping,
  constantRate,
  usualEpsilon,
  raiseLearningRate,
  readAll,
  addNeurons,
  keepPlaces,
  addLayer,
  useAdam,
  moreEpochs,
  scaleInputs,
  scaleTarget,
  addBatchNorm,
];

/** The table's column "when overfitting". */
const OVERFITTING: readonly Remedy[] = [
  moreSamples,
  stopEarly,
  increaseDropout,
  increaseL2,
  removeNeurons,
  removeLastLayer,
  lowerLearningRateALittle,
  reduceBatchSize,
];

export const REMEDIES: Readonly<Record<SymptomId, readonly Remedy[]>> = {
  'nan-loss': DIVERGENCE,
  'exploding-gradient': DIVERGENCE,
  'learning-rate-too-high': [lowerLearningRate, useAdam, clipGradients, addBatchNorm],
  'vanishing-gradient': SMALL_GRADIENTS,
  'dying-relu': [useLeakyRelu, matchInitializers, useElu, addBatchNorm, lowerLearningRate, useSelu],
  saturation: SMALL_GRADIENTS,
  'bad-initialization': [matchInitializers, addBatchNorm, useRelu, useSelu],
  'initial-loss': [scaleBoth, scaleInputs, scaleTarget, linearHead, matchInitializers],
  'learning-rate-too-low': SLOWNESS,
  'oscillating-loss': [lowerLearningRate, raiseBatchSize, useAdam, clipGradients],
  plateau: [scaleInputs, ...SMALL_GRADIENTS, addNonLinearity, lowerLearningRate, addNeurons],
  'slow-convergence': SLOWNESS,
  'too-few-epochs': [patientStopping, moreEpochs, raiseLearningRate, useAdam, moreSteps],
  overfitting: OVERFITTING,
  underfitting: UNDERFITTING,
  'collapsed-output': [scaleInputs, linearHead, matchInitializers, lowerLearningRate, useRelu],
  'unscaled-data': [scaleBoth, scaleInputs, scaleTarget, addBatchNorm, lowerLearningRate],
  'unreachable-target': [
    labelHead,
    matchingHead,
    matchingLoss,
    linearHead,
    scaleTarget,
    ...UNDERFITTING,
  ],
  'over-regularization': [usualSmoothing, reducePenalties, loosenNorm, usualDecay, reduceDropout],
  'validation-too-good': [],
  'data-leak': [],
  'class-imbalance': [balanceClasses],
  'input-ignored': SMALL_GRADIENTS,
  'train-eval-mismatch': [usualMomentum, raiseBatchSize, moreEpochs, lowerLearningRate],
  'cannot-overfit-a-batch': UNDERFITTING,
};
