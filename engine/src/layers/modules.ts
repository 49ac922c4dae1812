import type { LayerPlan, LayerType } from '#plan';
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
  residual,
  parallel,
};

/** The module of a layer's type. */
export function moduleOf<L extends LayerPlan>(layer: L): LayerModule<L> {
  return layerModules[layer.type] as unknown as LayerModule<L>;
}
