import type { LayerPlan } from '#plan';
import type { Build, Emitted, Value } from '../program/build.ts';
import { sizeOf } from '../program/build.ts';
import type { Address } from '../program/program.ts';
import { moduleOf } from './modules.ts';

/** Layers one after the other; the backward pass runs them in reverse. */
export function emitChain(layers: readonly LayerPlan[], input: Value, build: Build): Emitted {
  const backwards: { readonly layer: LayerPlan; readonly emitted: Emitted }[] = [];
  let value = input;
  for (const layer of layers) {
    const emitted = build.within(layer.id, () => moduleOf(layer).emit(layer, value, build));
    backwards.push({ layer, emitted });
    const floats = build.rows * sizeOf(layer.outputShape);
    build.outputs.set(layer.id, { at: emitted.output, floats });
    value = {
      at: emitted.output,
      shape: layer.outputShape,
      needsGradient: value.needsGradient || learns(layer, build),
    };
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
