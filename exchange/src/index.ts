/** The way out to other frameworks, and in from them: plans to scripts and files, models of Keras and PyTorch to texts. */
export { EXPORT_FORMATS, type ExportFormat } from './export.ts';
export { type ImportedSpecification, importModel } from './import/import-model.ts';
export { ImportError } from './import/statements.ts';
export { ExportError, type NamedWeights, onnxModel } from './onnx/model.ts';
export { pytorchScript } from './pytorch/script.ts';
export type { ScriptPlace } from './script-place.ts';
export type { ProbedPlan } from './sweep/dependence.ts';
export { rayScript, type SweptPlan } from './sweep/ray.ts';
export {
  drawn,
  probingTrials,
  type SweptConstant,
  sweptConstants,
  type Trial,
  withTrial,
} from './sweep/space.ts';
