import type { Parameter } from '../parameters.ts';
import type { Build, Emitted, Value } from '../program/build.ts';
import { emitProduct, productScratch } from '../program/product.ts';
import { type Address, view } from '../program/program.ts';
import { cells, gatesOf, type RecurrentLayerPlan, type Stretch } from './cells.ts';
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

/** Floats of the gates' inputs that a stretch of time steps takes: a quarter of a second-level cache. */
const STRETCH_FLOATS = 65_536;

/** A sequence cut into stretches, as even as can be. */
function stretchesOf(steps: number, floatsPerStep: number): readonly Stretch[] {
  const most = Math.max(1, Math.floor(STRETCH_FLOATS / floatsPerStep));
  const count = Math.ceil(steps / most);
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * steps) / count);
    return { from, steps: Math.floor(((index + 1) * steps) / count) - from };
  });
}

/**
 * Simple, LSTM and GRU layers: batch-major outside, time-major inside. Kernels hold their gates
 * side by side: [inputs, gates · units].
 */
export const recurrent: LayerModule<RecurrentLayerPlan> = {
  parameters(layer) {
    const inputs = layer.inputShape[1] ?? 1;
    const { units } = layer;
    const gates = gatesOf(cells[layer.type]);
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
  const wide = gatesOf(cell) * units;
  const all = steps * batch;
  const weight = build.parameter(layer.id, `${prefix}weight`);
  const recurrentWeight = build.parameter(layer.id, `${prefix}recurrent_weight`);
  const bias = layer.bias ? build.parameter(layer.id, `${prefix}bias`) : null;
  const zeros = build.zeros(Math.max(wide, units) + 8);
  const scratch = build.scratch(productScratch(batch, wide) + batch * (wide + inputs));
  const stretches = stretchesOf(steps, batch * wide);
  const longest = Math.max(...stretches.map((stretch) => stretch.steps));

  const x = reorder(build, input.at, { outer: batch, inner: steps, width: inputs }, reversed, true);
  // Only a backward pass needs the gates again.
  const gates = build.temporary((build.training ? steps : longest) * batch * wide);
  const z = ({ from }: Stretch) => view(gates, build.training ? from * batch * wide : 0);
  const states = build.temporary((steps + 1) * batch * units);
  build.run('fill', states, 0, batch * units);
  const mask = emitMask(build, recurrentDropout, units);
  const masked = mask ? build.temporary(all * units) : null;
  // Where the inputs are few, each step multiplies them along with the state.
  const joins = cell.joins && inputs <= units;
  const packed = joins
    ? [packJoined(build, weight, recurrentWeight, { inputs, units, wide })]
    : packKernel(build, cell.products, recurrentWeight, units, false);
  const joined = ({ from }: Stretch) =>
    joins
      ? ([view(x, from * batch * inputs), inputs, bias?.values ?? zeros] as const)
      : ([null, 0, null] as const);
  const sizes = { steps, batch, units };
  const memory = { joined, z, packed, states, mask, masked, zeros, scratch, ...sizes };
  const passes = cell.open(layer, build, memory);
  for (const stretch of stretches) {
    if (!joins) {
      emitProduct(build, {
        a: { at: view(x, stretch.from * batch * inputs), stride: inputs },
        b: { at: weight.values, stride: wide },
        c: { at: z(stretch), stride: wide },
        start: bias?.values ?? null,
        size: [stretch.steps * batch, wide, inputs],
      });
    }
    passes.forward(stretch);
  }
  const after = view(states, batch * units);
  const output = returnSequences
    ? reorder(build, after, { outer: steps, inner: batch, width: units }, reversed, false)
    : view(states, all * units);

  return {
    output,
    backward(dy) {
      const transposed = packKernel(build, cell.products, recurrentWeight, units, true);
      const dState = build.temporary(batch * units);
      let dStates: Address | null = null;
      if (returnSequences) {
        const shape = { outer: batch, inner: steps, width: units };
        dStates = reorder(build, dy, shape, reversed, true);
        build.run('fill', dState, 0, batch * units);
      } else build.run('copy', dy, dState, batch * units);
      const run = passes.backward({ dStates, dState, packed: transposed });
      const dx = input.needsGradient ? build.temporary(all * inputs) : null;
      for (const [index, stretch] of stretches.toReversed().entries()) {
        const recurrentGradients = run(stretch);
        const { from } = stretch;
        const dz = { at: z(stretch), stride: wide };
        const rows = stretch.steps * batch;
        const accumulate = index > 0;
        if (bias?.gradient) {
          build.run('addColumnSums', dz.at, bias.gradient, rows, wide, Number(accumulate));
        }
        if (weight.gradient) {
          emitProduct(build, {
            a: { at: view(x, from * batch * inputs), stride: inputs, transposed: true },
            b: dz,
            c: { at: weight.gradient, stride: wide },
            size: [inputs, wide, rows],
            accumulate,
          });
        }
        if (recurrentWeight.gradient) {
          const before = view(masked ?? states, from * batch * units);
          const sizes = { rows, skipped: from === 0 ? batch : 0, units, accumulate };
          emitKernelGradients(build, cell.products, before, recurrentGradients, {
            at: recurrentWeight.gradient,
            ...sizes,
          });
        }
        if (!dx) continue;
        emitProduct(build, {
          a: dz,
          b: { at: weight.values, stride: wide, transposed: true },
          c: { at: view(dx, from * batch * inputs), stride: inputs },
          size: [rows, inputs, wide],
        });
      }
      if (!dx) return null;
      return reorder(build, dx, { outer: steps, inner: batch, width: inputs }, reversed, false);
    },
  };
}

/** Packs the columns of each of a cell's products, or their transpose for the backward pass. */
function packKernel(
  build: Build,
  products: readonly number[],
  { values }: Parameter,
  units: number,
  transposed: boolean,
): readonly Address[] {
  const wide = units * products.reduce((sum, gates) => sum + gates, 0);
  let column = 0;
  return products.map((gates) => {
    const own = gates * units;
    const [columns, depth] = transposed ? [units, own] : [own, units];
    const packed = build.temporary(packedSize(columns, depth));
    build.run('packPanels', view(values, column), wide, Number(transposed), columns, depth, packed);
    column += own;
    return packed;
  });
}

/** Packs both kernels as one, the inputs' above the states'. */
function packJoined(
  build: Build,
  weight: Parameter,
  recurrentWeight: Parameter,
  {
    inputs,
    units,
    wide,
  }: { readonly inputs: number; readonly units: number; readonly wide: number },
): Address {
  const whole = inputs + units;
  const packed = build.temporary(packedSize(wide, whole));
  const below = view(packed, 8 * inputs);
  build.run('packPanelsInto', weight.values, wide, 0, wide, inputs, packed, whole);
  build.run('packPanelsInto', recurrentWeight.values, wide, 0, wide, units, below, whole);
  return packed;
}

interface KernelGradient {
  /** The recurrent kernel's gradient. */
  readonly at: Address;
  readonly units: number;
  readonly rows: number;
  /** Rows of the first step, whose state is zero. */
  readonly skipped: number;
  readonly accumulate: boolean;
}

/** The recurrent kernel's gradient from one stretch: a product for each of the cell's. */
function emitKernelGradients(
  build: Build,
  products: readonly number[],
  states: Address,
  gradients: readonly { readonly at: Address; readonly stride: number }[],
  { at, units, rows, skipped, accumulate }: KernelGradient,
): void {
  const wide = units * products.reduce((sum, gates) => sum + gates, 0);
  if (rows === skipped) {
    if (!accumulate) build.run('fill', at, 0, units * wide);
    return;
  }
  let column = 0;
  for (const [index, gates] of products.entries()) {
    const gradient = gradients[index];
    if (!gradient) throw new Error('A recurrent product has no gradient.');
    emitProduct(build, {
      a: { at: view(states, skipped * units), stride: units, transposed: true },
      b: { at: view(gradient.at, skipped * gradient.stride), stride: gradient.stride },
      c: { at: view(at, column), stride: wide },
      size: [units, gates * units, rows - skipped],
      accumulate,
    });
    column += gates * units;
  }
}

/** The recurrent dropout's mask: one for all time steps (Gal & Ghahramani 2016); null without. */
function emitMask(build: Build, rate: number, units: number): Address | null {
  if (rate === 0 || !build.draws) return null;
  const count = build.rows * units;
  const mask = build.temporary(count);
  build.run('fill', mask, 1, count);
  const key = [build.shared.stepKey, build.nextStream(), build.shard.first * units] as const;
  build.run('dropout', mask, mask, count, rate, 1 / (1 - rate), 0, 0, ...key);
  return mask;
}
