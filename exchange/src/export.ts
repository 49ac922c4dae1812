import type { Plan } from '#plan';
import { kerasScript } from './keras/script.ts';
import { pytorchScript } from './pytorch/script.ts';
import type { ScriptPlace } from './script-place.ts';

/** What a specification can become. */
export interface ExportFormat {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  /** Behind the specification's name: `digits` + `_keras.py`. */
  readonly suffix: string;
  /** Null for files that hold trained weights and are no text: see `onnxModel`. */
  readonly script: ((plan: Plan, place: ScriptPlace) => string) | null;
}

/** All formats of `nnspec export`, in the order in which they are offered. */
export const EXPORT_FORMATS: readonly ExportFormat[] = [
  {
    id: 'pytorch',
    title: 'PyTorch',
    detail: 'A training script; runs by itself and under torchrun',
    suffix: '.py',
    script: pytorchScript,
  },
  {
    id: 'keras',
    title: 'Keras 3',
    detail: 'A training script for any backend of Keras',
    suffix: '_keras.py',
    script: kerasScript,
  },
  {
    id: 'onnx',
    title: 'ONNX',
    detail: 'The trained model, for onnxruntime and others',
    suffix: '.onnx',
    script: null,
  },
];
