import { t } from '#l10n';
import type { ModelPlan } from '#plan';
import { withChannels } from './flow.ts';
import { Graph } from './graph.ts';
import { chain } from './layers.ts';

/** An array of a trained model under the engine's name. */
export interface NamedWeights {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A model that cannot be written as ONNX, with the reason. */
export class ExportError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ExportError';
  }
}

const INPUT = 'input';
const OUTPUT = 'output';

/**
 * A trained model as an ONNX file: input `input` [batch, …], scaled as in training and channels last; output `output`, what
 * the last layer puts out.
 * @param metadata texts by name that the file keeps: classes, scaling
 * @throws ExportError where a weight is missing
 */
export function onnxModel(
  model: ModelPlan,
  weights: readonly NamedWeights[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const byName = new Map(weights.map((array) => [array.name, array]));
  const graph = new Graph();
  const context = {
    graph,
    weights: (name: string) => {
      const found = byName.get(name);
      if (found) return found;
      throw new ExportError(
        t`The weights have no '${name}': train the model, or name its own file.`,
      );
    },
  };
  const input = { name: INPUT, shape: model.inputShape, channelsFirst: false };
  const last = withChannels(graph, chain(model.layers, input, context), false);
  graph.node('Identity', [last.name], {}, OUTPUT);
  const output = { name: OUTPUT, shape: last.shape };
  return graph.encode(model.name, { name: INPUT, shape: model.inputShape }, output, metadata);
}
