/** Layers with a kernel: how large it is, how it was drawn, whether it is penalised. */
import type { InitializerPlan, KernelPlan, LayerPlan } from '#plan';

export type KernelLayer = Extract<LayerPlan, { readonly init: InitializerPlan }>;
export type PenalizedLayer = KernelLayer & KernelPlan;

/** Inputs of one unit, and units that one input reaches. */
export function fans(layer: KernelLayer): { readonly fanIn: number; readonly fanOut: number } {
  const channels = layer.inputShape.at(-1) ?? 1;
  const outputs = layer.outputShape.at(-1) ?? 1;
  switch (layer.type) {
    case 'conv1d':
      return { fanIn: layer.kernel * channels, fanOut: layer.kernel * outputs };
    case 'conv2d': {
      const area = layer.kernel[0] * layer.kernel[1];
      return { fanIn: area * channels, fanOut: area * outputs };
    }
    default:
      return { fanIn: channels, fanOut: outputs };
  }
}

/** Standard deviation of a freshly drawn kernel; 0 for constants. */
export function initialStd(layer: KernelLayer): number {
  const { fanIn, fanOut } = fans(layer);
  const { init } = layer;
  switch (init.name) {
    case 'glorot_uniform':
    case 'glorot_normal':
      return Math.sqrt(2 / (fanIn + fanOut));
    case 'he_uniform':
    case 'he_normal':
      return Math.sqrt(2 / fanIn);
    case 'lecun_uniform':
    case 'lecun_normal':
    case 'orthogonal':
      return Math.sqrt(1 / fanIn);
    case 'default':
      return Math.sqrt(1 / (3 * fanIn));
    case 'random_normal':
      return init.std;
    case 'random_uniform':
      return init.limit / Math.sqrt(3);
    case 'zeros':
    case 'ones':
    case 'constant':
      return 0;
  }
}

/** Whether the scale of the draw was written by hand instead of following from the fan-in. */
export function isHandScaled({ init }: KernelLayer): boolean {
  return ['random_normal', 'random_uniform', 'zeros', 'ones', 'constant'].includes(init.name);
}

export function isPenalized(layer: KernelLayer): layer is PenalizedLayer {
  return 'l1' in layer && (layer.l1 > 0 || layer.l2 > 0);
}
