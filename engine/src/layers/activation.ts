import { activationParameters, emitActivation } from '../activations.ts';
import { type LayerModule, type LayerOf, rowsAndChannels } from './layer.ts';

/** An activation as a layer of its own. */
export const activation: LayerModule<LayerOf<'activation'>> = {
  parameters(layer) {
    return activationParameters(layer.activation, rowsAndChannels(layer.inputShape, 1).channels);
  },

  emit(layer, input, build) {
    const { rows, channels } = rowsAndChannels(layer.inputShape, build.rows);
    const z = build.temporary(rows * channels);
    // A copy, because the layer before may need its own output to differentiate.
    build.run('copy', input.at, z, rows * channels);
    const { output, backward } = emitActivation(
      build,
      layer.id,
      layer.activation,
      z,
      rows,
      channels,
      false,
    );
    return {
      output,
      backward: (dy) => {
        const dx = backward(dy, null);
        return input.needsGradient ? dx : null;
      },
    };
  },
};
