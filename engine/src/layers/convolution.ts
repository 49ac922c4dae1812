import type { LayerPlan } from '#plan';
import {
  activationParameters,
  emitActivation,
  emitDerivative,
  floorOf,
  isDifferentiatedFromOutput,
} from '../activations.ts';
import type { Parameter } from '../parameters.ts';
import { type Build, emittedBefore, sizeOf } from '../program/build.ts';
import { productScratch } from '../program/product.ts';
import type { Address } from '../program/program.ts';
import { biasParameters, kernelParameter, type LayerModule, type LayerOf } from './layer.ts';
import { emitFusedPool, type FusedPool, type PoolPlan } from './pooling.ts';
import { geometryOf, imageShape } from './windows.ts';

type ConvolutionPlan = LayerOf<'conv1d'> | LayerOf<'conv2d'>;

/** Floats of gathered windows at a time: with their packed copy, half of a second-level cache. */
const BLOCK_FLOATS = 24_576;
const MOST_BLOCK_PIXELS = 480;

function kernelOf(layer: ConvolutionPlan): readonly [number, number] {
  return layer.type === 'conv1d' ? [1, layer.kernel] : layer.kernel;
}

function strideOf(layer: ConvolutionPlan): readonly [number, number] {
  return layer.type === 'conv1d' ? [1, layer.stride] : layer.stride;
}

/** Pixels at a time, a multiple of the product's blocks of five and four rows. */
function blockPixels(depth: number): number {
  const wanted = Math.floor(BLOCK_FLOATS / depth / 20) * 20;
  return Math.min(MOST_BLOCK_PIXELS, Math.max(20, wanted));
}

/** Floats of a matrix packed in panels of eight columns. */
export function packedSize(columns: number, depth: number): number {
  return Math.ceil(columns / 8) * 8 * depth;
}

/**
 * y = f(x ∗ W + b), a cross-correlation as everywhere in the field; W is stored [kernel…, channels,
 * filters].
 */
export const convolution: LayerModule<ConvolutionPlan> = {
  parameters(layer) {
    const [, , channels] = imageShape(layer.inputShape);
    const { filters } = layer;
    const [height, width] = kernelOf(layer);
    const kernel = layer.type === 'conv1d' ? [width] : [height, width];
    const field = height * width;
    const fans = { fanIn: channels * field, fanOut: filters * field };
    return [
      kernelParameter('weight', [...kernel, channels, filters], fans, layer),
      ...biasParameters(layer, filters, fans.fanIn),
      ...activationParameters(layer.activation, filters),
    ];
  },

  emit(layer, input, build, next) {
    const shape = imageShape(layer.inputShape);
    const { filters, padding } = layer;
    const kernel = kernelOf(layer);
    const windows = { input: shape, kernel, stride: strideOf(layer), padding, filters };
    const { values, count, padded } = geometryOf(windows);
    const geometry = build.constants(layer.id, values);
    const depth = kernel[0] * kernel[1] * shape[2];
    const weight = build.parameter(layer.id, 'weight');
    const bias = layer.bias ? build.parameter(layer.id, 'bias') : null;
    const rows = build.rows * count;
    const packed = build.temporary(packedSize(filters, depth));
    const z = build.temporary(rows * filters);
    const floor = floorOf(layer.activation);
    const start = bias?.values ?? build.zeros(filters + 8);
    const image = padded[0] * padded[1] * shape[2];
    const isPadded = image !== sizeOf(shape);
    const x = isPadded ? build.temporary(build.rows * image) : input.at;
    if (isPadded) build.run('padImages', input.at, x, geometry, build.rows);
    build.run('packPanels', weight.values, filters, 0, filters, depth, packed);
    build.run('convolutionForward', x, packed, start, z, geometry, build.rows, floor);
    const floored = layer.activation.name === 'relu';
    const activation = emitActivation(build, layer.id, layer.activation, {
      z,
      rows,
      channels: filters,
      floored,
    });
    const { output } = activation;
    const gradients = { x, image, weight, geometry, kernel, channels: shape[2], filters, count };
    const cropped = (gradient: Address | null) => {
      if (!gradient || !isPadded) return gradient;
      const dx = build.temporary(build.rows * sizeOf(shape));
      build.run('cropImages', gradient, dx, geometry, build.rows);
      return dx;
    };
    if (build.training && isMaxPool(next) && isDifferentiatedFromOutput(layer.activation)) {
      const pool = emitFusedPool(next, output, build);
      return {
        output,
        rectified: floored,
        next: emittedBefore(pool.y, floored),
        backward(dy) {
          // The derivative at what was chosen follows from what was chosen.
          const at = { output: pool.y, rows: build.rows * pool.positions, channels: filters };
          const dz = emitDerivative(build, layer.activation, at, dy, bias?.gradient ?? null);
          return cropped(emitPooledBackward(build, gradients, dz, pool, input.needsGradient));
        },
      };
    }
    return {
      output,
      rectified: floored,
      backward(dy) {
        const dz = activation.backward(dy, bias?.gradient ?? null);
        return cropped(emitBackward(build, gradients, dz, input.needsGradient));
      },
    };
  },
};

function isMaxPool(layer: LayerPlan | undefined): layer is PoolPlan {
  return layer?.type === 'max_pool1d' || layer?.type === 'max_pool2d';
}

/** What both ways of a backward pass need. */
interface Gradients {
  /** Padded images, and how many numbers one has. */
  readonly x: Address;
  readonly image: number;
  readonly weight: Parameter;
  readonly geometry: Address;
  readonly kernel: readonly [height: number, width: number];
  readonly channels: number;
  readonly filters: number;
  /** Pixels of an image of the output. */
  readonly count: number;
}

/** Emits the gradients of the kernel and, where it is wanted, of the padded images. */
function emitBackward(build: Build, of: Gradients, dz: Address, wanted: boolean): Address | null {
  const { x, image, weight, geometry, kernel, channels, filters } = of;
  const depth = kernel[0] * kernel[1] * channels;
  const block = blockPixels(depth);
  const scratch = build.scratch(2 * block * Math.max(depth, filters) + productScratch(0, block));
  const zeros = build.zeros(Math.max(filters, depth) + 8);
  const common = [geometry, build.rows, block, zeros, scratch] as const;
  if (weight.gradient) {
    build.run('convolutionWeightGradient', x, dz, weight.gradient, ...common);
  }
  if (!wanted) return null;
  const gradient = build.temporary(build.rows * image);
  const transposed = build.temporary(packedSize(depth, filters));
  build.run('packPanels', weight.values, filters, 1, depth, filters, transposed);
  build.run('convolutionInputGradient', dz, transposed, gradient, ...common);
  return gradient;
}

/** Floats of scratch that `pooledConvolutionBackward` needs. */
export function pooledScratch(count: number, positions: number, filters: number): number {
  return count + Math.max(8 * positions + 8, 2 * filters + 16) + count * filters + 8;
}

/** The same where the gradient comes through a max pool: one number of each window has any. */
function emitPooledBackward(
  build: Build,
  of: Gradients,
  dz: Address,
  { chosen, positions }: FusedPool,
  wanted: boolean,
): Address | null {
  const { x, image, weight, geometry, kernel, channels, filters, count } = of;
  if (!weight.gradient && !wanted) return null;
  const run = kernel[1] * channels;
  const floats = filters * kernel[0] * Math.ceil(run / 4) * 4;
  const kernels = build.temporary(floats);
  const gradients = build.temporary(floats);
  const gradient = wanted ? build.temporary(build.rows * image) : null;
  const scratch = build.scratch(pooledScratch(count, positions, filters));
  const size = [kernel[0], run, filters] as const;
  build.run('transposeKernels', weight.values, kernels, ...size);
  const through = [x, dz, chosen, kernels, gradients, gradient, geometry, positions] as const;
  build.run('pooledConvolutionBackward', ...through, build.rows, scratch);
  if (weight.gradient) build.run('restoreKernels', gradients, weight.gradient, ...size);
  return gradient;
}
