import type { LayerPlan } from '#plan';
import type { Build, Emitted, Value } from '../program/build.ts';
import type { Address, Buffer } from '../program/program.ts';
import type { LayerModule, LayerOf } from './layer.ts';
import { geometryOf, imageShape } from './windows.ts';

export type PoolPlan = LayerOf<'max_pool1d'> | LayerOf<'max_pool2d'>;
type GlobalPoolPlan = LayerOf<'global_avg_pool'>;

/** The windows of a pool; a global one has a single window as large as the image. */
function windowsOf(layer: PoolPlan | GlobalPoolPlan) {
  const input = imageShape(layer.inputShape);
  const [height, width, filters] = input;
  if (!('pool' in layer)) {
    const whole = [height, width] as const;
    return geometryOf({ input, kernel: whole, stride: whole, padding: 'valid', filters });
  }
  const { padding } = layer;
  const kernel = typeof layer.pool === 'number' ? ([1, layer.pool] as const) : layer.pool;
  const stride = typeof layer.stride === 'number' ? ([1, layer.stride] as const) : layer.stride;
  return geometryOf({ input, kernel, stride, padding, filters });
}

function sizes(layer: LayerPlan, build: Build, count: number) {
  const [height, width, channels] = imageShape(layer.inputShape);
  return {
    inputs: build.rows * height * width * channels,
    outputs: build.rows * count * channels,
  };
}

function emitMax(layer: PoolPlan | GlobalPoolPlan, input: Value, build: Build): Emitted {
  const { values, count } = windowsOf(layer);
  const geometry = build.constants(layer.id, values);
  const { inputs, outputs } = sizes(layer, build, count);
  const y = build.temporary(outputs);
  const chosen = build.training ? build.temporary(outputs) : null;
  build.run('maxPoolForward', input.at, y, chosen, 0, geometry, build.rows);
  return {
    output: y,
    rectified: input.rectified ?? false,
    backward(dy) {
      if (!input.needsGradient) return null;
      const dx = build.temporary(inputs);
      build.run('maxPoolBackward', dy, chosen, dx, outputs, inputs);
      return dx;
    },
  };
}

/** A pool that a convolution does along, whose backward pass reads what was chosen. */
export interface FusedPool {
  readonly y: Buffer;
  /** For each number of y the pixel of the convolution's output that it comes from. */
  readonly chosen: Buffer;
  /** Windows of the pool in an image. */
  readonly positions: number;
}

/** Emits the max pool behind a convolution, whose outputs are `z`. */
export function emitFusedPool(layer: PoolPlan, z: Address, build: Build): FusedPool {
  const { values, count } = windowsOf(layer);
  const { outputs } = sizes(layer, build, count);
  const y = build.temporary(outputs);
  const chosen = build.temporary(outputs);
  const geometry = build.constants(layer.id, values);
  build.within(layer.id, () => build.run('maxPoolForward', z, y, chosen, 1, geometry, build.rows));
  return { y, chosen, positions: count };
}

function emitMean(layer: PoolPlan | GlobalPoolPlan, input: Value, build: Build): Emitted {
  const { values, count } = windowsOf(layer);
  const geometry = build.constants(layer.id, values);
  const { inputs, outputs } = sizes(layer, build, count);
  const y = build.temporary(outputs);
  build.run('avgPoolForward', input.at, y, geometry, build.rows);
  return {
    output: y,
    backward(dy) {
      if (!input.needsGradient) return null;
      const dx = build.temporary(inputs);
      build.run('avgPoolBackward', dy, dx, geometry, build.rows);
      return dx;
    },
  };
}

/** The largest element of each window; its gradient goes where it came from. */
export const maxPool: LayerModule<PoolPlan | GlobalPoolPlan> = {
  parameters: () => [],
  emit: emitMax,
};

/** The mean of each window's elements, padding not counted. */
export const avgPool: LayerModule<PoolPlan | GlobalPoolPlan> = {
  parameters: () => [],
  emit: emitMean,
};
