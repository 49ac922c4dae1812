import { activationParameters, emitActivation, floorOf } from '../activations.ts';
import { emitProduct } from '../program/product.ts';
import {
  biasParameters,
  kernelParameter,
  type LayerModule,
  type LayerOf,
  rowsAndChannels,
} from './layer.ts';

/** y = f(x·W + b) along the last axis; W is stored [inputs, units]. */
export const dense: LayerModule<LayerOf<'dense'>> = {
  parameters(layer) {
    const { channels: inputs } = rowsAndChannels(layer.inputShape, 1);
    const { units } = layer;
    return [
      kernelParameter('weight', [inputs, units], { fanIn: inputs, fanOut: units }, layer),
      ...biasParameters(layer, units, inputs),
      ...activationParameters(layer.activation, units),
    ];
  },

  emit(layer, input, build) {
    const { rows, channels: inputs } = rowsAndChannels(layer.inputShape, build.rows);
    const { units } = layer;
    const weight = build.parameter(layer.id, 'weight');
    const bias = layer.bias ? build.parameter(layer.id, 'bias') : null;
    const z = build.temporary(rows * units);
    // Nothing that learns before it: these are the model's inputs, images with their background.
    const mayHaveZeros = (input.rectified ?? false) || !input.needsGradient;
    emitProduct(build, {
      mayHaveZeros,
      a: { at: input.at, stride: inputs },
      b: { at: weight.values, stride: units },
      c: { at: z, stride: units },
      start: bias?.values ?? null,
      size: [rows, units, inputs],
      floor: floorOf(layer.activation),
    });
    const floored = layer.activation.name === 'relu';
    const activation = emitActivation(build, layer.id, layer.activation, {
      z,
      rows,
      channels: units,
      floored,
    });
    return {
      output: activation.output,
      rectified: floored,
      backward(dy) {
        const dz = activation.backward(dy, bias?.gradient ?? null);
        if (weight.gradient) {
          emitProduct(build, {
            mayHaveZeros,
            mayHaveZerosRight: floored,
            a: { at: input.at, stride: inputs, transposed: true },
            b: { at: dz, stride: units },
            c: { at: weight.gradient, stride: units },
            size: [inputs, units, rows],
          });
        }
        if (!input.needsGradient) return null;
        const dx = build.temporary(rows * inputs);
        emitProduct(build, {
          a: { at: dz, stride: units },
          b: { at: weight.values, stride: units, transposed: true },
          c: { at: dx, stride: inputs },
          mask: input.rectified ? input.at : null,
          size: [rows, inputs, units],
        });
        return dx;
      },
    };
  },
};
