import type { InitializerPlan } from '#plan';
import { type Buffer, type View, view } from './program/program.ts';

/** What a layer says about one of its arrays. */
export interface ParameterSpec {
  /** `weight`, `bias`, `recurrent_weight` …: the full name puts the layer's id before it. */
  readonly name: string;
  readonly shape: readonly number[];
  /** How it starts; fans are those of the whole kernel. */
  readonly init: InitializerPlan;
  readonly fanIn: number;
  readonly fanOut: number;
  /** False for running statistics. */
  readonly learned: boolean;
  readonly l1: number;
  readonly l2: number;
  readonly maxNorm: number | null;
  /**
   * Columns that are initialised one after the other, as kernels of their own (gates); 1 for most.
   */
  readonly blocks: number;
  /** A range of a vector that starts as ones, whatever `init` says: the LSTM's forget gate. */
  readonly ones?: readonly [from: number, to: number];
}

/** An array of the model and where it lives. */
export interface Parameter extends ParameterSpec {
  readonly layer: string;
  readonly fullName: string;
  readonly size: number;
  readonly values: View;
  /** Null where the optimizer never touches it. */
  readonly gradient: View | null;
}

/** All arrays of a model: learned ones contiguous, so that an optimizer's update is one call. */
export interface ParameterStore {
  readonly all: readonly Parameter[];
  /** The learned ones' values, and in the same order their gradients. */
  readonly weights: Buffer;
  readonly gradients: Buffer;
  /** Frozen weights and running statistics. */
  readonly fixed: Buffer;
  find(layer: string, name: string): Parameter;
}

/** A learned array without regularisation: bias, scale, slope. */
export function plainParameter(
  name: string,
  shape: readonly number[],
  init: InitializerPlan,
): ParameterSpec {
  const size = shape.reduce((product, length) => product * length, 1);
  return {
    name,
    shape,
    init,
    fanIn: size,
    fanOut: size,
    learned: true,
    l1: 0,
    l2: 0,
    maxNorm: null,
    blocks: 1,
  };
}

/** A running statistic: kept with the weights, never learned. */
export function statistic(
  name: string,
  shape: readonly number[],
  init: InitializerPlan,
): ParameterSpec {
  return { ...plainParameter(name, shape, init), learned: false };
}

/** Lays the arrays of all layers out, in the model's order, each on a multiple of four floats. */
export function storeParameters(
  layers: readonly {
    readonly id: string;
    readonly trains: boolean;
    readonly specs: readonly ParameterSpec[];
  }[],
): ParameterStore {
  const weights: Buffer = { floats: 0, address: 0 };
  const gradients: Buffer = { floats: 0, address: 0 };
  const fixed: Buffer = { floats: 0, address: 0 };
  const all: Parameter[] = [];
  const names = new Map<string, Parameter>();
  for (const { id, trains, specs } of layers) {
    for (const spec of specs) {
      const size = spec.shape.reduce((product, length) => product * length, 1);
      const learns = trains && spec.learned;
      const home = learns ? weights : fixed;
      const parameter: Parameter = {
        ...spec,
        layer: id,
        fullName: `${id}.${spec.name}`,
        size,
        values: view(home, home.floats),
        gradient: learns ? view(gradients, home.floats) : null,
      };
      home.floats += Math.ceil(size / 4) * 4;
      all.push(parameter);
      names.set(parameter.fullName, parameter);
    }
  }
  gradients.floats = weights.floats;
  return {
    all,
    weights,
    gradients,
    fixed,
    find(layer, name) {
      const found = names.get(`${layer}.${name}`);
      if (!found) throw new Error(`Layer '${layer}' has no '${name}'.`);
      return found;
    },
  };
}
