// Everything that the engine calls; compiled twice, with and without relaxed SIMD (scripts/kernels.ts).
export {
  activationBackward, activationForward, preluBackward, preluForward, softmaxBackward, softmaxForward,
} from './activations';
export * from './elementwise';
export {
  binaryCrossEntropy, crossEntropy, elementLoss, klDivergence, sigmoidCrossEntropy, softmaxCrossEntropy,
} from './losses';
export { multiply, multiplyPacked, packPanels } from './matmul';
export * from './optimizers';
