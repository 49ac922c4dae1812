import type { Build, Emitted, Value } from '../program/build.ts';
import { sizeOf } from '../program/build.ts';
import type { LayerModule, LayerOf } from './layer.ts';

type DropoutPlan = LayerOf<'dropout'> | LayerOf<'alpha_dropout'>;

/** −λα of selu: what alpha dropout puts in a dropped unit's place (Klambauer et al. 2017). */
const SELU_FLOOR = -1.7580993408473766;

/** What kept and dropped units become: kept·scale + shift, or `dropped`. */
function replacement({ type, rate }: DropoutPlan) {
  const keep = 1 - rate;
  if (type === 'dropout') return { scale: 1 / keep, shift: 0, dropped: 0 };
  const scale = 1 / Math.sqrt(keep + SELU_FLOOR * SELU_FLOOR * keep * rate);
  const shift = -scale * rate * SELU_FLOOR;
  return { scale, shift, dropped: scale * SELU_FLOOR + shift };
}

/** Switches units off at random in training and for Monte Carlo dropout, and does nothing otherwise. */
export const dropout: LayerModule<DropoutPlan> = {
  parameters: () => [],

  emit(layer: DropoutPlan, input: Value, build: Build): Emitted {
    const { rate } = layer;
    if (!build.draws || rate === 0) return { output: input.at, backward: (dy) => dy };
    const size = sizeOf(layer.inputShape);
    const count = build.rows * size;
    const first = build.shard.first * size;
    const { stepKey } = build.shared;
    const stream = build.nextStream();
    const { scale, shift, dropped } = replacement(layer);
    const y = build.temporary(count);
    build.run('dropout', input.at, y, count, rate, scale, shift, dropped, stepKey, stream, first);
    // After a relu a zero is without gradient whoever made it: the mask need not be drawn again.
    const rectified = (input.rectified ?? false) && layer.type === 'dropout';
    return {
      output: y,
      rectified,
      backward(dy) {
        if (!input.needsGradient) return null;
        if (rectified) build.run('gateGradient', y, dy, dy, scale, count);
        else build.run('dropout', dy, dy, count, rate, scale, 0, 0, stepKey, stream, first);
        return dy;
      },
    };
  },
};
