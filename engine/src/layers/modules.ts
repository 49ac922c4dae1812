import type { LayerPlan, LayerType } from '#plan';
import { activation } from './activation.ts';
import { dense } from './dense.ts';
import type { LayerModule, LayerOf } from './layer.ts';
import { reshaping } from './reshaping.ts';

/** Every layer that the engine trains. */
export const layerModules: Partial<{ readonly [T in LayerType]: LayerModule<LayerOf<T>> }> = {
  dense,
  activation,
  flatten: reshaping,
  reshape: reshaping,
};

/** The module of a layer's type. */
export function moduleOf<L extends LayerPlan>(layer: L): LayerModule<L> {
  return layerModules[layer.type] as LayerModule<L>;
}
