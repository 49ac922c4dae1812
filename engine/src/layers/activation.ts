import { activationParameters, emitActivation } from '../activations.ts';
import { type LayerModule, type LayerOf, rowsAndChannels } from './layer.ts';

/** An activation as a layer of its own. */
export const activation: LayerModule<LayerOf<'activation'>> = {
  parameters(layer) {
    return activationParameters(layer.activation, rowsAndChannels(layer.inputShape, 1).channels);
  },

  emit(layer, input, build) {
    const { rows, channels } = rowsAndChannels(layer.inputShape, build.rows);
    // The layer before may need its own output to differentiate.
    const { output, backward } = emitActivation(build, layer.id, layer.activation, {
      z: input.at,
      rows,
      channels,
      keepsInput: true,
    });
    return {
      output,
      rectified: layer.activation.name === 'relu',
      backward: (dy) => {
        const dx = backward(dy, null);
        return input.needsGradient ? dx : null;
      },
    };
  },
};
