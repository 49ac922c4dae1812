import type { Build, Emitted, Value } from '../program/build.ts';
import { emitProduct, productScratch } from '../program/product.ts';
import { type Address, view } from '../program/program.ts';
import { cells, type RecurrentLayerPlan } from './cells.ts';
import { packedSize } from './convolution.ts';
import { biasParameters, kernelParameter, type LayerModule } from './layer.ts';

/** The directions of a layer by the prefix of their arrays. */
function directionsOf({ bidirectional }: RecurrentLayerPlan): readonly Direction[] {
  if (!bidirectional) return [{ prefix: '', reversed: false }];
  return [
    { prefix: 'forward_', reversed: false },
    { prefix: 'backward_', reversed: true },
  ];
}

interface Direction {
  readonly prefix: string;
  /** Reads the sequence from its end. */
  readonly reversed: boolean;
}

const LINEAR = 0;

/**
 * Simple, LSTM and GRU layers: batch-major outside, time-major inside. Kernels hold their gates
 * side by side: [inputs, gates · units].
 */
export const recurrent: LayerModule<RecurrentLayerPlan> = {
  parameters(layer) {
    const inputs = layer.inputShape[1] ?? 1;
    const { units } = layer;
    const { gates } = cells[layer.type];
    const wide = gates * units;
    return directionsOf(layer).flatMap(({ prefix }) => {
      const named = (name: string) => `${prefix}${name}`;
      const fans = { fanIn: inputs, fanOut: wide };
      const own = kernelParameter(named('weight'), [inputs, wide], fans, layer);
      const recurrentPlan = { ...layer, init: layer.recurrentInit, l1: 0, l2: 0, maxNorm: null };
      const inner = { fanIn: units, fanOut: wide };
      const shape = [units, wide];
      return [
        own,
        kernelParameter(named('recurrent_weight'), shape, inner, recurrentPlan, gates),
        ...biasParameters(layer, wide, inputs).map((bias) => ({
          ...bias,
          name: named('bias'),
          ...(remembers(layer) ? { ones: [units, 2 * units] as const } : {}),
        })),
      ];
    });
  },

  emit(layer, input, build) {
    const { units, returnSequences } = layer;
    const [steps = 1, inputs = 1] = layer.inputShape;
    const directions = directionsOf(layer);
    const wide = units * directions.length;
    const rows = build.rows * (returnSequences ? steps : 1);
    const parts = directions.map((direction) => emitDirection(layer, direction, input, build));
    if (parts.length === 1) return parts[0] as Emitted;
    const output = build.temporary(rows * wide);
    for (const [index, part] of parts.entries()) {
      const target = view(output, index * units);
      build.run('copyColumns', part.output, units, target, wide, rows, units);
    }
    return {
      output,
      backward(dy) {
        const gradients = parts.map((part, index) => {
          const own = build.temporary(rows * units);
          build.run('copyColumns', view(dy, index * units), wide, own, units, rows, units);
          return part.backward(own);
        });
        const [first, second] = gradients;
        if (!first || !second) return null;
        build.run('addTo', second, first, build.rows * steps * inputs);
        return first;
      },
    };
  },
};

/**
 * An LSTM whose bias starts at zero has its forget gate start open (Jozefowicz et al. 2015; Keras).
 */
function remembers({ type, biasInit }: RecurrentLayerPlan): boolean {
  return type === 'lstm' && biasInit.name === 'zeros';
}

/**
 * Batch-major to the time-major order of a direction, or back (`outer` and `inner` then change
 * places).
 */
function reorder(
  build: Build,
  source: Address,
  sizes: { readonly outer: number; readonly inner: number; readonly width: number },
  reversed: boolean,
  toTimeMajor: boolean,
): Address {
  const { outer, inner, width } = sizes;
  const count = outer * inner * width;
  const steps = toTimeMajor ? inner : outer;
  const swapped = build.temporary(count);
  if (!reversed) {
    build.run('swapAxes', source, swapped, outer, inner, width);
    return swapped;
  }
  const turned = build.temporary(count);
  if (toTimeMajor) {
    build.run('swapAxes', source, swapped, outer, inner, width);
    build.run('reverseBlocks', swapped, turned, steps, count / steps);
    return turned;
  }
  build.run('reverseBlocks', source, turned, steps, count / steps);
  build.run('swapAxes', turned, swapped, outer, inner, width);
  return swapped;
}

function emitDirection(
  layer: RecurrentLayerPlan,
  { prefix, reversed }: Direction,
  input: Value,
  build: Build,
): Emitted {
  const { units, returnSequences, recurrentDropout } = layer;
  const [steps = 1, inputs = 1] = layer.inputShape;
  const batch = build.rows;
  const cell = cells[layer.type];
  const wide = cell.gates * units;
  const all = steps * batch;
  const weight = build.parameter(layer.id, `${prefix}weight`);
  const recurrentWeight = build.parameter(layer.id, `${prefix}recurrent_weight`);
  const bias = layer.bias ? build.parameter(layer.id, `${prefix}bias`) : null;
  const zeros = build.zeros(Math.max(wide, units) + 8);
  const scratch = build.scratch(productScratch(batch, wide) + batch * wide);

  const x = reorder(build, input.at, { outer: batch, inner: steps, width: inputs }, reversed, true);
  const z = build.temporary(all * wide);
  emitProduct(build, {
    a: { at: x, stride: inputs },
    b: { at: weight.values, stride: wide },
    c: { at: z, stride: wide },
    start: bias?.values ?? null,
    size: [all, wide, inputs],
  });
  const packed = build.temporary(packedSize(wide, units));
  build.run('packPanels', recurrentWeight.values, wide, 0, wide, units, packed);
  const states = build.temporary((steps + 1) * batch * units);
  build.run('fill', states, 0, batch * units);
  const mask = emitMask(build, recurrentDropout, units);
  const masked = mask ? build.temporary(all * units) : null;
  const sizes = { steps, batch, units };
  const run = cell.emit(layer, build, {
    z,
    packed,
    states,
    mask,
    masked,
    zeros,
    scratch,
    ...sizes,
  });
  const after = view(states, batch * units);
  const output = returnSequences
    ? reorder(build, after, { outer: steps, inner: batch, width: units }, reversed, false)
    : view(states, all * units);

  return {
    output,
    backward(dy) {
      const transposed = build.temporary(packedSize(units, wide));
      build.run('packPanels', recurrentWeight.values, wide, 1, units, wide, transposed);
      const dState = build.temporary(batch * units);
      let dStates: Address | null = null;
      if (returnSequences) {
        const shape = { outer: batch, inner: steps, width: units };
        dStates = reorder(build, dy, shape, reversed, true);
        build.run('fill', dState, 0, batch * units);
      } else build.run('copy', dy, dState, batch * units);
      const { dz, dProduct } = run({ dStates, dState, packed: transposed });
      if (bias?.gradient) {
        build.run('activationBackward', LINEAR, 0, dz, dz, dz, bias.gradient, all, wide);
      }
      if (weight.gradient) {
        emitProduct(build, {
          a: { at: x, stride: inputs, transposed: true },
          b: { at: dz, stride: wide },
          c: { at: weight.gradient, stride: wide },
          size: [inputs, wide, all],
        });
      }
      if (recurrentWeight.gradient && steps > 1) {
        // Without the first step, whose state is zero.
        emitProduct(build, {
          a: { at: view(masked ?? states, batch * units), stride: units, transposed: true },
          b: { at: view(dProduct, batch * wide), stride: wide },
          c: { at: recurrentWeight.gradient, stride: wide },
          size: [units, wide, all - batch],
        });
      } else if (recurrentWeight.gradient) {
        build.run('fill', recurrentWeight.gradient, 0, units * wide);
      }
      if (!input.needsGradient) return null;
      const dx = build.temporary(all * inputs);
      emitProduct(build, {
        a: { at: dz, stride: wide },
        b: { at: weight.values, stride: wide, transposed: true },
        c: { at: dx, stride: inputs },
        size: [all, inputs, wide],
      });
      return reorder(build, dx, { outer: steps, inner: batch, width: inputs }, reversed, false);
    },
  };
}

/** The recurrent dropout's mask: one for all time steps (Gal & Ghahramani 2016); null without. */
function emitMask(build: Build, rate: number, units: number): Address | null {
  if (rate === 0 || !build.draws) return null;
  const count = build.rows * units;
  const mask = build.temporary(count);
  build.run('fill', mask, 1, count);
  const key = [build.shared.stepKey, build.nextStream(), build.firstRow * units] as const;
  build.run('dropout', mask, mask, count, rate, 1 / (1 - rate), 0, 0, ...key);
  return mask;
}
