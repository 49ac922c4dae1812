import { t } from '#l10n';
import { flattenLayers, type ModelPlan, type Plan, weightMismatches } from '#plan';
import type { ReadFile } from '../data/load.ts';
import { PlanError } from '../plan-error.ts';
import { CheckpointError } from './checkpoint-error.ts';
import { fromPyTorch, type NamedArray } from './pytorch-layout.ts';
import { readSafetensors, type Tensor } from './safetensors.ts';

/** A model, as far as weights are concerned. */
type WeightedModel = Pick<ModelPlan, 'name' | 'layers' | 'weights'>;

/**
 * The weights that a model starts from; null where it names no file.
 * @throws CheckpointError where the file is damaged or does not have the model's layers; whatever `readFile` throws
 */
export async function loadStartWeights(
  model: WeightedModel,
  readFile: ReadFile,
): Promise<NamedArray[] | null> {
  const { weights } = model;
  if (!weights) return null;
  const bytes = await readFile(weights.path);
  try {
    return weightsOf(model, weights.layers, readSafetensors(bytes).tensors);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    throw new CheckpointError(`${weights.path}: ${error.message}`);
  }
}

/**
 * The arrays of the wanted layers by name from a file's tensors.
 * @param wanted ids of layers
 * @throws CheckpointError that names every layer that the file does not have as the model needs it
 */
export function weightsOf(
  { name, layers }: WeightedModel,
  wanted: readonly string[],
  tensors: readonly Tensor[],
): NamedArray[] {
  const mismatches = weightMismatches(layers, wanted, tensors);
  if (mismatches.length > 0) {
    const reasons = mismatches.map(({ message }) => message).join('; ');
    throw new CheckpointError(t`these are no weights for ${name}: ${reasons}. ${advice(tensors)}`);
  }
  const ids = new Set(wanted);
  return fromPyTorch(layers, tensors).filter(({ name }) =>
    ids.has(name.slice(0, name.lastIndexOf('.'))),
  );
}

function advice(tensors: readonly Tensor[]): string {
  const found = tensors.map(({ name }) => name).filter((name) => !name.includes('/'));
  const layers = [...new Set(found.map((name) => name.slice(0, name.lastIndexOf('.'))))];
  if (layers.length === 0) return t`The file has no weights of layers at all: name another.`;
  const shown = layers.slice(0, 8).join(', ') + (layers.length > 8 ? ', …' : '');
  return t`The file's layers are ${shown}: replace the layers that differ, or name another file.`;
}

/** Throws a PlanError where a host has forgotten to read the file that a plan's model names. */
export function requireStartWeights(
  { model }: Plan,
  startWeights: readonly NamedArray[] | null,
): void {
  if (!model.weights || startWeights) return;
  const [first] = flattenLayers(model.layers);
  throw new PlanError(
    t`'${model.name}' starts from the weights of ${model.weights.path}, which were not read.`,
    first?.id ?? null,
  );
}
