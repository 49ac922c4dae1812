/** The way out to other frameworks, and in from them: plans to scripts and files, models of Keras and PyTorch to texts. */
export { pytorchScript, type ScriptPlace } from './pytorch/script.ts';
export { ExportError, type NamedWeights, onnxModel } from './onnx/model.ts';
