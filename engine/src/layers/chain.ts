import type { LayerPlan } from '#plan';
import type { Build, Emitted, Value } from '../program/build.ts';
import { sizeOf } from '../program/build.ts';
import type { Address } from '../program/program.ts';
import { moduleOf } from './modules.ts';

/** Layers one after the other; the backward pass runs them in reverse. */
export function emitChain(layers: readonly LayerPlan[], input: Value, build: Build): Emitted {
  const backwards: { readonly layer: LayerPlan; readonly emitted: Emitted }[] = [];
  let value = input;
  let absorbed = false;
  for (const [index, layer] of layers.entries()) {
    const emitted: Emitted = absorbed
      ? passThrough(value)
      : build.within(layer.id, () => moduleOf(layer).emit(layer, value, build, layers[index + 1]));
    backwards.push({ layer, emitted });
    const floats = build.rows * sizeOf(layer.outputShape);
    build.outputs.set(layer.id, { at: emitted.output, floats });
    value = {
      at: emitted.output,
      shape: layer.outputShape,
      needsGradient: value.needsGradient || learns(layer, build),
      rectified: emitted.rectified ?? false,
    };
    absorbed = emitted.absorbsNext ?? false;
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

/** A layer that the one before it has done already. */
function passThrough({ at, rectified }: Value): Emitted {
  return { output: at, rectified: rectified ?? false, backward: (dy) => dy };
}

/** Whether a layer, or one inside it, has an array that the optimizer updates. */
function learns(layer: LayerPlan, build: Build): boolean {
  if (layer.type === 'residual') return layer.body.some((inner) => learns(inner, build));
  if (layer.type === 'parallel') {
    return layer.branches.some((branch) => branch.some((inner) => learns(inner, build)));
  }
  return build.shared.store.all.some(({ layer: id, gradient }) => id === layer.id && gradient);
}
