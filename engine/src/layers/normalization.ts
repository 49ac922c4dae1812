import { type Parameter, plainParameter, statistic } from '../parameters.ts';
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
    // A probe must not move the running statistics: it gets others to move.
    const running = build.training
      ? statistics
      : ([build.temporary(channels), build.temporary(channels)] as const);
    if (!build.batchStatistics || !scale.gradient) {
      const affine = [scale.values, shift.values, ...statistics] as const;
      build.run('batchNormFixed', input.at, ...affine, epsilon, y, rows, channels);
      return {
        output: y,
        backward(dy) {
          if (!input.needsGradient) return null;
          const at = [scale.values, variance.values, epsilon] as const;
          build.run('batchNormFixedBackward', dy, ...at, dy, rows, channels);
          return dy;
        },
      };
    }
    const normal = build.temporary(rows * channels);
    const inverse = build.temporary(channels);
    // A relu that follows costs nothing here; probes want both layers' outputs.
    const rectified =
      build.training && next?.type === 'activation' && next.activation.name === 'relu';
    const kept = [scale.values, shift.values, y, normal, inverse] as const;
    const settings = [momentum, epsilon, rectified ? 0 : Number.NEGATIVE_INFINITY] as const;
    build.run('batchNormForward', input.at, ...kept, ...running, ...settings, rows, channels);
    return {
      output: y,
      rectified,
      absorbsNext: rectified,
      backward(dy) {
        const dx = input.needsGradient ? dy : null;
        const gradients = [scale.values, scale.gradient, shift.gradient] as const;
        const gate = [rectified ? y : null, 1] as const;
        build.run(
          'batchNormBackward',
          dy,
          normal,
          inverse,
          ...gradients,
          dx,
          ...gate,
          rows,
          channels,
        );
        return dx;
      },
    };
  },
};

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
