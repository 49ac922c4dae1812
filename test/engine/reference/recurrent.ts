import type { LayerPlan } from '#plan';
import { activate } from './activations.ts';
import { add, addChannels, at, concatenate, map, product, type Tensor, tensor } from './tensor.ts';

export type RecurrentLayer = Extract<LayerPlan, { type: 'simple_rnn' | 'lstm' | 'gru' }>;

type Weights = (name: string) => Tensor | undefined;

/** Runs a recurrent layer over [batch, steps, features]; both ways where it is bidirectional. */
export function runRecurrent(layer: RecurrentLayer, x: Tensor, weights: Weights): Tensor {
  const steps = x.shape[1] ?? 0;
  const order = Array.from({ length: steps }, (_, step) => step);
  if (!layer.bidirectional) return select(layer, oneWay(layer, x, weights, order));
  const ahead = oneWay(layer, x, (name) => weights(`forward_${name}`), order);
  const back = oneWay(layer, x, (name) => weights(`backward_${name}`), order.reverse());
  const aligned = layer.returnSequences ? [...back].reverse() : back;
  return select(
    layer,
    ahead.map((state, step) => concatenate([state, aligned[step] as Tensor])),
  );
}

function oneWay(
  layer: RecurrentLayer,
  x: Tensor,
  weights: Weights,
  order: readonly number[],
): Tensor[] {
  const kernel = weights('weight');
  const recurrent = weights('recurrent_weight');
  if (!kernel || !recurrent) throw new Error(`${layer.id} lacks a kernel`);
  let h = tensor([x.shape[0] ?? 0, layer.units]);
  let c = h;
  return order.map((step) => {
    const fromInput = addChannels(product(stepOf(x, step), kernel), weights('bias'));
    [h, c] = CELLS[layer.type](layer, fromInput, product(h, recurrent), h, c);
    return h;
  });
}

type Cell = (
  layer: RecurrentLayer,
  fromInput: Tensor,
  fromState: Tensor,
  h: Tensor,
  c: Tensor,
) => [h: Tensor, c: Tensor];

const CELLS: Readonly<Record<RecurrentLayer['type'], Cell>> = {
  simple_rnn: (layer, a, b, _, c) => [activate(add(a, b), layer.activation), c],
  /** Hochreiter & Schmidhuber 1997 with Gers' forget gate: blocks input, forget, candidate, output. */
  lstm(layer, a, b, _, c) {
    const z = add(a, b);
    const [i, f, o] = [0, 1, 3].map((block) => gate(layer, part(z, block, layer.units))) as Three;
    const candidate = activate(part(z, 2, layer.units), layer.activation);
    const next = add(times(f, c), times(i, candidate));
    return [times(o, activate(next, layer.activation)), next];
  },
  /** Cho et al. 2014, the reset gate after the product (cuDNN, PyTorch, Keras): blocks update, reset, candidate. */
  gru(layer, a, b, h, c) {
    const parts = (x: Tensor) => [0, 1, 2].map((block) => part(x, block, layer.units)) as Three;
    const [updateInput, resetInput, candidateInput] = parts(a);
    const [updateState, resetState, candidateState] = parts(b);
    const update = gate(layer, add(updateInput, updateState));
    const reset = gate(layer, add(resetInput, resetState));
    const inner = add(candidateInput, times(reset, candidateState));
    const candidate = activate(inner, layer.activation);
    const kept = times(update, h);
    return [
      add(
        kept,
        times(
          map(update, (value) => 1 - value),
          candidate,
        ),
      ),
      c,
    ];
  },
};

type Three = [Tensor, Tensor, Tensor];

function gate(layer: RecurrentLayer, z: Tensor): Tensor {
  if (layer.type === 'simple_rnn') throw new Error('a simple_rnn has no gates');
  return activate(z, layer.recurrentActivation);
}

function times(a: Tensor, b: Tensor): Tensor {
  return map(a, (value, index) => value * at(b, index));
}

/** One gate's columns. */
function part(z: Tensor, block: number, units: number): Tensor {
  const [samples = 0, wide = 0] = z.shape;
  const y = tensor([samples, units]);
  for (let sample = 0; sample < samples; sample++) {
    const start = sample * wide + block * units;
    y.values.set(z.values.subarray(start, start + units), sample * units);
  }
  return y;
}

function stepOf(x: Tensor, step: number): Tensor {
  const [samples = 0, steps = 0, features = 0] = x.shape;
  const y = tensor([samples, features]);
  for (let sample = 0; sample < samples; sample++) {
    const start = (sample * steps + step) * features;
    y.values.set(x.values.subarray(start, start + features), sample * features);
  }
  return y;
}

/** The last state, or all states as [batch, steps, units]. */
function select(layer: RecurrentLayer, states: readonly Tensor[]): Tensor {
  const last = states.at(-1) as Tensor;
  if (!layer.returnSequences) return last;
  const [samples = 0, units = 0] = last.shape;
  const joined = concatenate(states);
  return { shape: [samples, states.length, units], values: joined.values };
}
