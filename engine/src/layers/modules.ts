import type { LayerPlan, LayerType } from '#plan';
import { type Build, type Emitted, sizeOf, type Value } from '../program/build.ts';
import type { Address } from '../program/program.ts';
import { activation } from './activation.ts';
import { parallel, residual } from './blocks.ts';
import { convolution } from './convolution.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { embedding } from './embedding.ts';
import type { LayerModule, LayerOf } from './layer.ts';
import { batchNorm, layerNorm } from './normalization.ts';
import { avgPool, maxPool } from './pooling.ts';
import { recurrent } from './recurrent.ts';
import { reshaping } from './reshaping.ts';

/** Every layer that the engine trains. */
export const layerModules: { readonly [T in LayerType]: LayerModule<LayerOf<T>> } = {
  dense,
  conv1d: convolution,
  conv2d: convolution,
  max_pool1d: maxPool,
  max_pool2d: maxPool,
  avg_pool1d: avgPool,
  avg_pool2d: avgPool,
  global_avg_pool: avgPool,
  global_max_pool: maxPool,
  flatten: reshaping,
  reshape: reshaping,
  embedding,
  simple_rnn: recurrent,
  lstm: recurrent,
  gru: recurrent,
  batch_norm: batchNorm,
  layer_norm: layerNorm,
  dropout,
  alpha_dropout: dropout,
  activation,
  residual: residual(emitChain),
  parallel: parallel(emitChain),
};

/** The module of a layer's type. */
export function moduleOf<L extends LayerPlan>(layer: L): LayerModule<L> {
  return layerModules[layer.type] as unknown as LayerModule<L>;
}

/** Layers one after the other; the backward pass runs them in reverse. */
export function emitChain(layers: readonly LayerPlan[], input: Value, build: Build): Emitted {
  const backwards: { readonly layer: LayerPlan; readonly emitted: Emitted }[] = [];
  let value = input;
  let done: Emitted | undefined;
  for (const [index, layer] of layers.entries()) {
    const emitted: Emitted =
      done ??
      build.within(layer.id, () => moduleOf(layer).emit(layer, value, build, layers[index + 1]));
    backwards.push({ layer, emitted });
    const floats = build.rows * sizeOf(layer.outputShape);
    build.outputs.set(layer.id, { at: emitted.output, floats });
    value = {
      at: emitted.output,
      shape: layer.outputShape,
      needsGradient: value.needsGradient || learns(layer, build),
      rectified: emitted.rectified ?? false,
    };
    done = emitted.next;
  }
  return {
    output: value.at,
    backward(outputGradient) {
      let gradient: Address | null = outputGradient;
      for (const { layer, emitted } of backwards.toReversed()) {
        if (gradient === null) break;
        const incoming: Address = gradient;
        gradient = build.within(layer.id, () => emitted.backward(incoming));
      }
      return gradient;
    },
  };
}

/** Whether a layer, or one inside it, has an array that the optimizer updates. */
function learns(layer: LayerPlan, build: Build): boolean {
  if (layer.type === 'residual') return layer.body.some((inner) => learns(inner, build));
  if (layer.type === 'parallel') {
    return layer.branches.some((branch) => branch.some((inner) => learns(inner, build)));
  }
  return build.shared.store.all.some(({ layer: id, gradient }) => id === layer.id && gradient);
}
