import { t } from '#l10n';
import type { ActivationPlan } from '#plan';
import { activations, alphaOf } from '../activations.ts';
import { PlanError } from '../plan-error.ts';
import type { Build } from '../program/build.ts';
import { type Address, view } from '../program/program.ts';
import type { LayerOf } from './layer.ts';

export type RecurrentLayerPlan = LayerOf<'simple_rnn'> | LayerOf<'lstm'> | LayerOf<'gru'>;

/** Time steps that a kernel runs over at once. */
export interface Stretch {
  /** The first of them. */
  readonly from: number;
  readonly steps: number;
}

/** What a cell works on; all of it time-major. */
interface CellMemory {
  /**
   * The inputs of a stretch, how many there are, and the bias, for cells whose steps multiply them
   * along with the state; null where `z` holds the inputs' share.
   */
  readonly joined: (stretch: Stretch) => readonly [Address | null, number, Address | null];
  /** The inputs' share, [steps · batch, gates · units], of a stretch; the gates replace it. */
  readonly z: (stretch: Stretch) => Address;
  /** The recurrent kernel, packed: one for each of the cell's products. */
  readonly packed: readonly Address[];
  /** States of time 0 … steps; time 0 is zeros already. */
  readonly states: Address;
  readonly mask: Address | null;
  readonly masked: Address | null;
  readonly zeros: Address;
  readonly scratch: Address;
  /** Of the whole sequence. */
  readonly steps: number;
  readonly batch: number;
  readonly units: number;
}

interface CellGradients {
  /** Gradients of all outputs; null where only the last one has any, in `dState`. */
  readonly dStates: Address | null;
  readonly dState: Address;
  /** The transposed recurrent kernel, packed as in the forward pass. */
  readonly packed: readonly Address[];
}

/** The gradient of one of a cell's recurrent products, and how far apart its rows are. */
interface ProductGradient {
  readonly at: Address;
  readonly stride: number;
}

/** A cell in a program: both passes are emitted stretch by stretch, the second one backwards. */
interface CellPasses {
  forward(stretch: Stretch): void;
  /**
   * Readies the backward pass over one stretch after the other; each leaves dz where z was, and
   * returns the gradients of the recurrent products.
   */
  backward(gradients: CellGradients): (stretch: Stretch) => readonly ProductGradient[];
}

interface Cell {
  /** How many gates each recurrent product makes, in the order of the kernel's columns. */
  readonly products: readonly number[];
  /** Whether a step can multiply its inputs along with the state. */
  readonly joins: boolean;
  open(layer: RecurrentLayerPlan, build: Build, memory: CellMemory): CellPasses;
}

/** All gates of a cell. */
export function gatesOf({ products }: Cell): number {
  return products.reduce((sum, gates) => sum + gates, 0);
}

/**
 * The kernels' numbers of an activation inside a recurrent layer, and whether its derivative needs
 * the input.
 */
function activationOf(layer: RecurrentLayerPlan, plan: ActivationPlan) {
  const { kind, fromInput } = activations[plan.name];
  if (kind === null) {
    throw new PlanError(
      t`The activation ${plan.name} does not work inside the ${layer.type} layer '${layer.id}': use tanh, sigmoid, relu or another that acts on each number by itself.`,
      layer.id,
    );
  }
  return { numbers: [kind, alphaOf(plan)] as const, fromInput };
}

/**
 * Both activations of a gated cell, and room for the gates' inputs where a derivative needs them.
 */
function gatedActivations(layer: RecurrentLayerPlan, build: Build, floats: number) {
  if (layer.type === 'simple_rnn') throw new Error('A simple recurrent layer has no gates.');
  const gate = activationOf(layer, layer.recurrentActivation);
  const own = activationOf(layer, layer.activation);
  const keeps = build.training && (gate.fromInput || own.fromInput);
  const raw = keeps ? build.temporary(floats) : null;
  const forward = [...gate.numbers, ...own.numbers] as const;
  const backward = [
    ...gate.numbers,
    Number(gate.fromInput),
    ...own.numbers,
    Number(own.fromInput),
  ] as const;
  return { raw, forward, backward };
}

/** A stretch's part of an array with so many floats a time step. */
function within<A extends Address | null>(array: A, stretch: Stretch, floats: number) {
  return (array === null ? null : view(array, stretch.from * floats)) as A | Address;
}

/** The lengths that every cell's kernel ends with; the first says that the state before is zero. */
function lengthsOf({ from, steps }: Stretch, { batch, units }: CellMemory) {
  return [Number(from === 0), steps, batch, units] as const;
}

/** The three recurrent layers; formulas are at engine/kernels/recurrent.ts, lstm.ts and gru.ts. */
export const cells: Readonly<Record<RecurrentLayerPlan['type'], Cell>> = {
  simple_rnn: {
    products: [1],
    joins: true,
    open(layer, build, memory) {
      const { numbers, fromInput } = activationOf(layer, layer.activation);
      const { joined, z, packed, states, mask, masked, zeros, scratch, batch, units } = memory;
      const size = batch * units;
      return {
        forward(stretch) {
          const lengths = lengthsOf(stretch, memory);
          const h = within(states, stretch, size);
          const raw = fromInput && build.training ? z(stretch) : null;
          const at = [z(stretch), ...packed, h, raw, mask, within(masked, stretch, size)] as const;
          build.run('simpleRnnForward', ...joined(stretch), ...at, ...numbers, ...lengths, scratch);
        },
        backward: (gradients) => (stretch) => {
          const lengths = lengthsOf(stretch, memory);
          const dz = z(stretch);
          const source = fromInput
            ? dz
            : within(states, { ...stretch, from: stretch.from + 1 }, size);
          const dOutputs = within(gradients.dStates, stretch, size);
          const at = [dOutputs, gradients.dState, source, ...gradients.packed, dz, mask] as const;
          build.run('simpleRnnBackward', ...at, ...numbers, ...lengths, zeros, scratch);
          return [{ at: dz, stride: units }];
        },
      };
    },
  },

  lstm: {
    products: [4],
    joins: true,
    open(layer, build, memory) {
      const { joined, z, packed, states, mask, masked, zeros, scratch, steps, batch, units } =
        memory;
      const size = batch * units;
      const wide = 4 * units;
      const { raw, forward, backward } = gatedActivations(layer, build, 4 * steps * size);
      const c = build.temporary((steps + 1) * size);
      const activated = build.temporary(steps * size);
      build.run('fill', c, 0, size);
      const rawOf = (stretch: Stretch) => within(raw, stretch, 4 * size);
      const cellsOf = (stretch: Stretch) =>
        [within(c, stretch, size), within(activated, stretch, size)] as const;
      return {
        forward(stretch) {
          const lengths = lengthsOf(stretch, memory);
          const from = [z(stretch), ...packed, within(states, stretch, size)] as const;
          const to = [
            ...cellsOf(stretch),
            rawOf(stretch),
            mask,
            within(masked, stretch, size),
          ] as const;
          build.run(
            'lstmForward',
            ...joined(stretch),
            ...from,
            ...to,
            ...forward,
            ...lengths,
            scratch,
          );
        },
        backward({ dStates, dState, packed: transposed }) {
          const dCell = build.temporary(size);
          build.run('fill', dCell, 0, size);
          return (stretch) => {
            const dz = z(stretch);
            const lengths = lengthsOf(stretch, memory);
            const from = [within(dStates, stretch, size), dState, dCell] as const;
            const at = [dz, rawOf(stretch), ...cellsOf(stretch), ...transposed, mask] as const;
            build.run('lstmBackward', ...from, ...at, ...backward, ...lengths, zeros, scratch);
            return [{ at: dz, stride: wide }];
          };
        },
      };
    },
  },

  gru: {
    products: [2, 1],
    joins: false,
    open(layer, build, memory) {
      const { z, packed, states, mask, masked, zeros, scratch, steps, batch, units } = memory;
      const size = batch * units;
      const wide = 3 * units;
      const { raw, forward, backward } = gatedActivations(layer, build, 3 * steps * size);
      const product = build.temporary(steps * size);
      const rawOf = (stretch: Stretch) => within(raw, stretch, 3 * size);
      return {
        forward(stretch) {
          const lengths = lengthsOf(stretch, memory);
          const from = [z(stretch), ...packed, within(product, stretch, size)] as const;
          const to = [within(states, stretch, size), rawOf(stretch)] as const;
          const masks = [mask, within(masked, stretch, size)] as const;
          build.run('gruForward', ...from, ...to, ...masks, ...forward, ...lengths, zeros, scratch);
        },
        backward({ dStates, dState, packed: transposed }) {
          const direct = build.temporary(size);
          return (stretch) => {
            const dz = z(stretch);
            const dProduct = within(product, stretch, size);
            const lengths = lengthsOf(stretch, memory);
            const from = [within(dStates, stretch, size), dState, dz, rawOf(stretch)] as const;
            const at = [dProduct, within(states, stretch, size), ...transposed, mask] as const;
            const room = [direct, zeros, scratch] as const;
            build.run('gruBackward', ...from, ...at, ...backward, ...lengths, ...room);
            return [
              { at: dz, stride: wide },
              { at: dProduct, stride: units },
            ];
          };
        },
      };
    },
  },
};
