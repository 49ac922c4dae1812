import type { LayerPlan } from '#plan';
import { activationParameters, emitActivation, floorOf } from '../activations.ts';
import type { Parameter } from '../parameters.ts';
import { type Build, sizeOf } from '../program/build.ts';
import { productScratch } from '../program/product.ts';
import type { Address } from '../program/program.ts';
import { biasParameters, kernelParameter, type LayerModule, type LayerOf } from './layer.ts';
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
    const block = blockPixels(depth);
    const scratch = build.scratch(2 * block * Math.max(depth, filters) + productScratch(0, block));
    const weight = build.parameter(layer.id, 'weight');
    const bias = layer.bias ? build.parameter(layer.id, 'bias') : null;
    const zeros = build.zeros(Math.max(filters, depth) + 8);
    const rows = build.rows * count;
    const packed = build.temporary(packedSize(filters, depth));
    const z = build.temporary(rows * filters);
    const floor = floorOf(layer.activation);
    const start = bias?.values ?? zeros;
    const image = padded[0] * padded[1] * shape[2];
    const isPadded = image !== sizeOf(shape);
    const x = isPadded ? build.temporary(build.rows * image) : input.at;
    if (isPadded) build.run('padImages', input.at, x, geometry, build.rows);
    build.run('packPanels', weight.values, filters, 0, filters, depth, packed);
    build.run(
      'convolutionForward',
      x,
      packed,
      start,
      z,
      geometry,
      build.rows,
      block,
      floor,
      scratch,
    );
    const floored = layer.activation.name === 'relu';
    const activation = emitActivation(build, layer.id, layer.activation, {
      z,
      rows,
      channels: filters,
      floored,
    });
    return {
      output: activation.output,
      rectified: floored,
      backward(dy) {
        const dz = activation.backward(dy, bias?.gradient ?? null);
        const gradient = input.needsGradient ? build.temporary(build.rows * image) : null;
        if (weight.gradient && thinsOut(next) && isRunWhole(kernel, shape)) {
          const sparse = { x, dz, dx: gradient, weight, geometry, depth, filters };
          emitSparseBackward(build, sparse);
        } else {
          const common = [geometry, build.rows, block, zeros, scratch] as const;
          if (weight.gradient) {
            build.run('convolutionWeightGradient', x, dz, weight.gradient, ...common);
          }
          if (gradient) {
            const transposed = build.temporary(packedSize(depth, filters));
            build.run('packPanels', weight.values, filters, 1, depth, filters, transposed);
            build.run('convolutionInputGradient', dz, transposed, gradient, ...common);
          }
        }
        if (!gradient || !isPadded) return gradient;
        const dx = build.temporary(build.rows * sizeOf(shape));
        build.run('cropImages', gradient, dx, geometry, build.rows);
        return dx;
      },
    };
  },
};

/**
 * Whether at most a quarter of the gradients that come from a layer are not zero: max pools pick
 * one of their window.
 */
function thinsOut(next: LayerPlan | undefined): boolean {
  if (next?.type === 'max_pool1d') return next.stride >= next.pool && next.pool >= 4;
  if (next?.type !== 'max_pool2d') return false;
  const [height, width] = next.pool;
  return next.stride[0] >= height && next.stride[1] >= width && height * width >= 4;
}

/** The sparse kernels take a kernel row sixteen numbers at a time. */
function isRunWhole(kernel: readonly [number, number], shape: readonly number[]): boolean {
  return (kernel[1] * (shape[2] ?? 0)) % 16 === 0;
}

interface SparseConvolution {
  /** Padded images and, where they are wanted, their gradients. */
  readonly x: Address;
  readonly dx: Address | null;
  readonly dz: Address;
  readonly weight: Parameter;
  readonly geometry: Address;
  readonly depth: number;
  readonly filters: number;
}

/** Emits both gradients of a convolution whose outputs mostly have none. */
function emitSparseBackward(build: Build, convolution: SparseConvolution): void {
  const { x, dx, dz, weight, geometry, depth, filters } = convolution;
  const kernels = build.temporary(depth * filters);
  const gradients = build.temporary(depth * filters);
  const list = build.scratch(2 * filters + 8);
  build.run('transpose', weight.values, kernels, depth, filters);
  const targets = [gradients, dx] as const;
  build.run('sparseConvolutionBackward', x, dz, kernels, ...targets, geometry, build.rows, list);
  build.run('transpose', gradients, weight.gradient, filters, depth);
}
