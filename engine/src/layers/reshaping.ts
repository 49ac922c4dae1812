import type { LayerModule, LayerOf } from './layer.ts';

/** Flatten and reshape move nothing: memory is row-major already. */
export const reshaping: LayerModule<LayerOf<'flatten'> | LayerOf<'reshape'>> = {
  parameters: () => [],
  emit: (_layer, { at, rectified = false }) => ({ output: at, rectified, backward: (dy) => dy }),
};
