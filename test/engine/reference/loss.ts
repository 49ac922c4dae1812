import { flattenLayers, type LayerPlan, type LossPlan, type Plan } from '#plan';
import { forward, type Weights } from './forward.ts';
import { at, channelsOf, type Tensor } from './tensor.ts';

/** Keras' bounds of probabilities where a logarithm is taken. */
const CLIP = 1e-7;

function clip(value: number, high = 1 - CLIP): number {
  return Math.min(high, Math.max(CLIP, value));
}

type LossOf<N extends LossPlan['name']> = Extract<LossPlan, { name: N }>;

/** One output vector's loss; `t` has a number for each output, `weights` one a class. */
const LOSSES: {
  readonly [N in LossPlan['name']]: (
    plan: LossOf<N>,
    y: number[],
    t: number[],
    weights: readonly number[] | null,
  ) => number;
} = {
  cross_entropy: ({ labelSmoothing }, y, t, weights) => {
    const smooth = t.map((value) => value * (1 - labelSmoothing) + labelSmoothing / t.length);
    const loss = -sum(smooth.map((value, i) => value * Math.log(clip(y[i] as number))));
    return loss * (weights?.[t.indexOf(1)] ?? 1);
  },
  binary_cross_entropy: ({ labelSmoothing }, y, t, weights) =>
    average(t, y, (target, value) => {
      const smooth = target * (1 - labelSmoothing) + labelSmoothing / 2;
      const loss = -smooth * Math.log(clip(value)) - (1 - smooth) * Math.log(1 - clip(value));
      return loss * (weights?.[target] ?? 1);
    }),
  mse: (_, y, t) => average(t, y, (target, value) => (value - target) ** 2),
  mae: (_, y, t) => average(t, y, (target, value) => Math.abs(value - target)),
  huber: ({ delta }, y, t) =>
    average(t, y, (target, value) => {
      const error = Math.abs(value - target);
      return error <= delta ? error ** 2 / 2 : delta * (error - delta / 2);
    }),
  hinge: (_, y, t) => average(t, y, (target, value) => Math.max(0, 1 - (2 * target - 1) * value)),
  kl_divergence: (_, y, t) =>
    sum(t.map((value, i) => clip(value, 1) * Math.log(clip(value, 1) / clip(y[i] as number, 1)))),
};

/**
 * Mean loss of a batch with the penalties of its kernels, in float64.
 * @param targets class indices where the plan's encoding is `class_index`, else a number for each output
 */
export function batchLoss(
  plan: Plan,
  x: Tensor,
  targets: ArrayLike<number>,
  weights: Weights,
): number {
  const layers = frozenAsPlanned(plan);
  const outputs = forward(layers, x, weights);
  const width = channelsOf(outputs);
  const rows = outputs.values.length / width;
  const indices = plan.data.target.encoding === 'class_index';
  const { loss, classWeights } = plan.train;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const y = [...outputs.values.subarray(row * width, (row + 1) * width)];
    const t = y.map((_, i) =>
      indices ? +(targets[row] === i) : (targets[row * width + i] as number),
    );
    const factors = classWeights === 'balanced' ? null : classWeights;
    total += (LOSSES[loss.name] as (...values: unknown[]) => number)(loss, y, t, factors);
  }
  return total / rows + sum(flattenLayers(layers).map((layer) => penalty(layer, weights)));
}

/** The layers, those without training in the first phase marked so. */
function frozenAsPlanned({ model, train }: Plan): LayerPlan[] {
  const learns = train.phases[0]?.trainableLayers ?? [];
  return model.layers.map((layer) => ({ ...layer, trainable: learns.includes(layer.id) }));
}

function penalty(layer: LayerPlan, weights: Weights): number {
  if (!('l1' in layer && layer.trainable)) return 0;
  const kernels = ['', 'forward_', 'backward_'].flatMap((way) => {
    const kernel = weights.get(`${layer.id}.${way}weight`);
    return kernel ? [kernel] : [];
  });
  const { l1, l2 } = layer;
  return sum(
    kernels.flatMap((kernel) =>
      Array.from(kernel.values, (_, i) => l1 * Math.abs(at(kernel, i)) + l2 * at(kernel, i) ** 2),
    ),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function average(t: number[], y: number[], f: (target: number, value: number) => number): number {
  return sum(t.map((target, i) => f(target, y[i] as number))) / t.length;
}
