import { t } from '#l10n';
import type { Plan } from '#plan';
import { kerasScript } from './keras/script.ts';
import { pytorchScript } from './pytorch/script.ts';
import type { ScriptPlace } from './script-place.ts';
import { rayScript, type SweptPlan } from './sweep/ray.ts';

/** What a specification can become. */
export interface ExportFormat {
  readonly id: string;
  readonly title: string;
  readonly detail: () => string;
  /** Behind the specification's name: `digits` + `_keras.py`. */
  readonly suffix: string;
  readonly makes: Maker;
}

/** From what a format is made: a plan, ranges that are swept (`rayScript`), or trained weights (`onnxModel`). */
type Maker =
  | { readonly from: 'plan'; readonly script: (plan: Plan, place: ScriptPlace) => string }
  | { readonly from: 'sweep'; readonly script: (swept: SweptPlan, place: ScriptPlace) => string }
  | { readonly from: 'weights' };

/** All formats of `nnspec export`, in the order in which they are offered. */
export const EXPORT_FORMATS: readonly ExportFormat[] = [
  {
    id: 'pytorch',
    title: 'PyTorch',
    detail: () => t`A training script; runs by itself and under torchrun`,
    suffix: '.py',
    makes: { from: 'plan', script: pytorchScript },
  },
  {
    id: 'ray',
    title: 'Ray Tune',
    detail: () => t`A script that sweeps declared ranges, each trial in PyTorch`,
    suffix: '_ray.py',
    makes: { from: 'sweep', script: rayScript },
  },
  {
    id: 'keras',
    title: 'Keras 3',
    detail: () => t`A training script for any backend of Keras`,
    suffix: '_keras.py',
    makes: { from: 'plan', script: kerasScript },
  },
  {
    id: 'onnx',
    title: 'ONNX',
    detail: () => t`The trained model, for onnxruntime and others`,
    suffix: '.onnx',
    makes: { from: 'weights' },
  },
];
