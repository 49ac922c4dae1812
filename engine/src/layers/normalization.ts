import { type Parameter, plainParameter, statistic } from '../parameters.ts';
import { type Build, type Emitted, emittedBefore, type Value } from '../program/build.ts';
import { type Address, view } from '../program/program.ts';
import { type LayerModule, type LayerOf, rowsAndChannels } from './layer.ts';

/**
 * Normalises each channel over the batch; in evaluation, and where it is frozen, by the running
 * statistics.
 */
export const batchNorm: LayerModule<LayerOf<'batch_norm'>> = {
  parameters({ inputShape }) {
    const { channels } = rowsAndChannels(inputShape, 1);
    return [
      plainParameter('scale', [channels], { name: 'ones' }),
      plainParameter('shift', [channels], { name: 'zeros' }),
      statistic('mean', [channels], { name: 'zeros' }),
      statistic('variance', [channels], { name: 'ones' }),
    ];
  },

  emit({ id, inputShape, momentum, epsilon }, input, build, next) {
    const { rows, channels } = rowsAndChannels(inputShape, build.rows);
    const [scale, shift, mean, variance] = ['scale', 'shift', 'mean', 'variance'].map((name) =>
      build.parameter(id, name),
    ) as [Parameter, Parameter, Parameter, Parameter];
    const y = build.temporary(rows * channels);
    const statistics = [mean.values, variance.values] as const;
    if (!build.batchStatistics || !scale.gradient) {
      const arrays = { scale, shift, statistics, momentum, epsilon };
      return fixedBatchNorm(arrays, { input, y, rows, channels, rectified: false }, build);
    }
    // A probe must not move the running statistics: it gets others to move.
    const running = build.training
      ? statistics
      : ([build.temporary(channels), build.temporary(channels)] as const);
    // A relu that follows costs nothing here; probes want both layers' outputs.
    const rectified =
      build.training && next?.type === 'activation' && next.activation.name === 'relu';
    const arrays = { scale, shift, statistics: running, momentum, epsilon };
    const place = { input, y, rows, channels, rectified };
    const emit = build.shard.active > 1 ? sharedBatchNorm : ownBatchNorm;
    return emit(arrays, place, build);
  },
};

interface Normalisation {
  readonly scale: Parameter;
  readonly shift: Parameter;
  /** Running mean and variance. */
  readonly statistics: readonly [Address, Address];
  readonly momentum: number;
  readonly epsilon: number;
}

interface Place {
  readonly input: Value;
  readonly y: Address;
  readonly rows: number;
  readonly channels: number;
  /** The relu behind it is done here too. */
  readonly rectified: boolean;
}

/** By the running statistics, which stay as they are. */
function fixedBatchNorm(
  { scale, shift, statistics, epsilon }: Normalisation,
  { input, y, rows, channels }: Place,
  build: Build,
): Emitted {
  const affine = [scale.values, shift.values, ...statistics] as const;
  build.run('batchNormFixed', input.at, ...affine, epsilon, y, rows, channels);
  return {
    output: y,
    backward(dy) {
      if (!input.needsGradient) return null;
      const at = [scale.values, statistics[1], epsilon] as const;
      build.run('batchNormFixedBackward', dy, ...at, dy, rows, channels);
      return dy;
    },
  };
}

/** By the statistics of the program's own rows, which are all of the batch. */
function ownBatchNorm(
  { scale, shift, statistics, momentum, epsilon }: Normalisation,
  { input, y, rows, channels, rectified }: Place,
  build: Build,
): Emitted {
  const normal = build.temporary(rows * channels);
  const inverse = build.temporary(channels);
  const kept = [scale.values, shift.values, y, normal, inverse] as const;
  const settings = [momentum, epsilon, rectified ? 0 : Number.NEGATIVE_INFINITY] as const;
  build.run('batchNormForward', input.at, ...kept, ...statistics, ...settings, rows, channels);
  return {
    output: y,
    rectified,
    ...(rectified && { next: emittedBefore(y, rectified) }),
    backward(dy) {
      const dx = input.needsGradient ? dy : null;
      const before = [normal, inverse, scale.values, scale.gradient, shift.gradient] as const;
      const gate = [rectified ? y : null, 1] as const;
      build.run('batchNormBackward', dy, ...before, dx, ...gate, rows, channels);
      return dx;
    },
  };
}

/**
 * By the statistics of a batch of which other threads have the other rows: all meet once in each
 * direction, to merge their statistics and the sums of their gradients.
 */
function sharedBatchNorm(
  { scale, shift, statistics, momentum, epsilon }: Normalisation,
  { input, y, rows, channels, rectified }: Place,
  build: Build,
): Emitted {
  const { thread, active } = build.shard;
  const normal = build.temporary(rows * channels);
  const [mean, inverse] = [build.temporary(channels), build.temporary(channels)];
  const [forth, back] = ['forth', 'back'].map((name) => {
    const { first, stride } = build.parts(name, partFloats(channels));
    return { own: view(first, thread * stride), all: [first, stride, active] as const };
  }) as [SharedParts, SharedParts];
  const moved = thread === 0 ? statistics : ([null, null] as const);
  const merged = [mean, inverse] as const;
  const affine = [scale.values, shift.values] as const;
  const floor = rectified ? 0 : Number.NEGATIVE_INFINITY;
  build.run('batchNormMoments', input.at, forth.own, rows, channels);
  build.meet();
  build.run('batchNormMerge', ...forth.all, ...merged, ...moved, momentum, epsilon, channels);
  build.run('batchNormApply', input.at, ...merged, ...affine, y, normal, floor, rows, channels);
  return {
    output: y,
    rectified,
    ...(rectified && { next: emittedBefore(y, rectified) }),
    backward(dy) {
      const gradients = [scale.gradient, shift.gradient] as const;
      const gate = [rectified ? y : null, 1] as const;
      const size = [rows, channels] as const;
      build.run('batchNormSums', dy, normal, ...gradients, back.own, ...gate, ...size);
      if (!input.needsGradient) return null;
      build.meet();
      const before = [normal, inverse, scale.values, dy, ...gate] as const;
      build.run('batchNormSharedBackward', dy, ...before, ...back.all, ...size);
      return dy;
    },
  };
}

interface SharedParts {
  readonly own: Address;
  /** Address of the first thread's part, floats to the next, and how many there are. */
  readonly all: readonly [first: Address, stride: number, active: number];
}

/** A number of rows in a vector of its own, then two vectors of columns. */
function partFloats(columns: number): number {
  return 4 + 2 * 4 * Math.ceil(columns / 4);
}

/** Normalises each sample's last axis by itself. */
export const layerNorm: LayerModule<LayerOf<'layer_norm'>> = {
  parameters({ inputShape }) {
    const { channels } = rowsAndChannels(inputShape, 1);
    return [
      plainParameter('scale', [channels], { name: 'ones' }),
      plainParameter('shift', [channels], { name: 'zeros' }),
    ];
  },

  emit({ id, inputShape, epsilon }, input, build) {
    const { rows, channels } = rowsAndChannels(inputShape, build.rows);
    const scale = build.parameter(id, 'scale');
    const shift = build.parameter(id, 'shift');
    const y = build.temporary(rows * channels);
    const normal = build.temporary(rows * channels);
    const inverse = build.temporary(rows);
    const kept = [y, normal, inverse] as const;
    const affine = [scale.values, shift.values] as const;
    build.run('layerNormForward', input.at, ...affine, ...kept, epsilon, rows, channels);
    return {
      output: y,
      backward(dy) {
        const dx = input.needsGradient ? dy : null;
        const gradients = [scale.values, scale.gradient, shift.gradient] as const;
        build.run('layerNormBackward', dy, normal, inverse, ...gradients, dx, rows, channels);
        return dx;
      },
    };
  },
};
