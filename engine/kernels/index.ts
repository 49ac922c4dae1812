// Everything that the engine calls; compiled twice, with and without relaxed SIMD
// (scripts/kernels.ts).
export {
  activationBackward, activationForward, preluBackward, preluForward, softmaxBackward,
  softmaxForward,
} from './activations';
export * from './convolution';
export * from './dropout';
export * from './elementwise';
export * from './embedding';
export {
  binaryCrossEntropy, crossEntropy, elementLoss, klDivergence, sigmoidCrossEntropy,
  softmaxCrossEntropy,
} from './losses';
export { multiplyMasked } from './masked-product';
export { multiply, multiplyPacked } from './matmul';
export {
  batchNormBackward, batchNormFixed, batchNormFixedBackward, batchNormForward, layerNormBackward,
  layerNormForward,
} from './normalization';
export * from './optimizers';
export { packPanels, packPanelsInto } from './packing';
export * from './pooling';
export * from './probes';
export * from './gru';
export * from './lstm';
export * from './recurrent';
export * from './shared-normalization';
export * from './sparse-convolution';
export { multiplySparse, multiplySparseTransposed } from './sparse-product';
export { cropImages, padImages } from './windows';
