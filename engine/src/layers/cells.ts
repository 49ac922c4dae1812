import type { ActivationPlan } from '#plan';
import { activations, alphaOf } from '../activations.ts';
import { PlanError } from '../plan-error.ts';
import type { Build } from '../program/build.ts';
import { type Address, view } from '../program/program.ts';
import type { LayerOf } from './layer.ts';

export type RecurrentLayerPlan = LayerOf<'simple_rnn'> | LayerOf<'lstm'> | LayerOf<'gru'>;

/** What a cell's forward pass is given; all of it time-major. */
interface CellInputs {
  /** The inputs' share of all steps, [steps · batch, gates · units]; the gates replace it. */
  readonly z: Address;
  /** The recurrent kernel, packed. */
  readonly packed: Address;
  /** States of time 0 … steps; time 0 is zeros already. */
  readonly states: Address;
  readonly mask: Address | null;
  readonly masked: Address | null;
  readonly zeros: Address;
  readonly scratch: Address;
  readonly steps: number;
  readonly batch: number;
  readonly units: number;
}

interface CellGradients {
  /** Gradients of all outputs; null where only the last one has any, in `dState`. */
  readonly dStates: Address | null;
  readonly dState: Address;
  /** The transposed recurrent kernel, packed. */
  readonly packed: Address;
}

/**
 * Gradients of the gates' inputs, and of the recurrent product (the same but for the GRU's
 * candidate).
 */
interface CellResult {
  readonly dz: Address;
  readonly dProduct: Address;
}

interface Cell {
  readonly gates: number;
  /** Emits the forward pass over all steps and returns how to emit the backward pass. */
  emit(
    layer: RecurrentLayerPlan,
    build: Build,
    inputs: CellInputs,
  ): (gradients: CellGradients) => CellResult;
}

/**
 * The kernels' numbers of an activation inside a recurrent layer, and whether its derivative needs
 * the input.
 */
function activationOf(layer: RecurrentLayerPlan, plan: ActivationPlan) {
  const { kind, fromInput } = activations[plan.name];
  if (kind === null) {
    throw new PlanError(
      `The activation ${plan.name} does not work inside the ${layer.type} layer '${layer.id}': ` +
        'use tanh, sigmoid, relu or another that acts on each number by itself.',
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

/** The three recurrent layers; formulas are at engine/kernels/recurrent.ts. */
export const cells: Readonly<Record<RecurrentLayerPlan['type'], Cell>> = {
  simple_rnn: {
    gates: 1,
    emit(layer, build, { z, packed, states, mask, masked, zeros, scratch, ...sizes }) {
      const { numbers, fromInput } = activationOf(layer, layer.activation);
      const { steps, batch, units } = sizes;
      const lengths = [steps, batch, units] as const;
      build.run(
        'simpleRnnForward',
        z,
        packed,
        states,
        mask,
        masked,
        ...numbers,
        ...lengths,
        scratch,
      );
      const source = fromInput ? z : view(states, batch * units);
      return ({ dStates, dState, packed: transposed }) => {
        const dz = build.temporary(steps * batch * units);
        const at = [source, transposed, dz, mask] as const;
        build.run(
          'simpleRnnBackward',
          dStates,
          dState,
          ...at,
          ...numbers,
          ...lengths,
          zeros,
          scratch,
        );
        return { dz, dProduct: dz };
      };
    },
  },

  lstm: {
    gates: 4,
    emit(layer, build, { z, packed, states, mask, masked, zeros, scratch, ...sizes }) {
      const { steps, batch, units } = sizes;
      const lengths = [steps, batch, units] as const;
      const count = steps * batch * units;
      const { raw, forward, backward } = gatedActivations(layer, build, 4 * count);
      const c = build.temporary(count + batch * units);
      const activated = build.temporary(count);
      build.run('fill', c, 0, batch * units);
      const at = [z, packed, states, c, activated, raw, mask, masked] as const;
      build.run('lstmForward', ...at, ...forward, ...lengths, scratch);
      return ({ dStates, dState, packed: transposed }) => {
        const dCell = build.temporary(batch * units);
        build.run('fill', dCell, 0, batch * units);
        const from = [dStates, dState, dCell, z, raw, c, activated, transposed, mask] as const;
        build.run('lstmBackward', ...from, ...backward, ...lengths, zeros, scratch);
        return { dz: z, dProduct: z };
      };
    },
  },

  gru: {
    gates: 3,
    emit(layer, build, { z, packed, states, mask, masked, zeros, scratch, ...sizes }) {
      const { steps, batch, units } = sizes;
      const lengths = [steps, batch, units] as const;
      const count = steps * batch * units;
      const { raw, forward, backward } = gatedActivations(layer, build, 3 * count);
      const product = build.temporary(3 * count);
      const at = [z, packed, product, states, raw, mask, masked] as const;
      build.run('gruForward', ...at, ...forward, ...lengths, zeros, scratch);
      return ({ dStates, dState, packed: transposed }) => {
        const direct = build.temporary(batch * units);
        const from = [dStates, dState, z, raw, product, states, transposed, mask] as const;
        build.run('gruBackward', ...from, ...backward, ...lengths, direct, zeros, scratch);
        return { dz: z, dProduct: product };
      };
    },
  },
};
