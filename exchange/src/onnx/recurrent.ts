import type { ActivationPlan } from '#plan';
import type { RecurrentLayer } from '../layer-of.ts';
import { activation } from './activations.ts';
import { type Context, type OnnxLayer, type Value, withChannels } from './flow.ts';
import type { Graph } from './graph.ts';

const OPERATORS: Readonly<Record<RecurrentLayer['type'], string>> = {
  simple_rnn: 'RNN',
  lstm: 'LSTM',
  gru: 'GRU',
};

/** Which of the engine's gates stands where in ONNX: its LSTM has input, output, forget, cell. */
const GATES: Readonly<Record<RecurrentLayer['type'], readonly number[]>> = {
  simple_rnn: [0],
  lstm: [0, 3, 1, 2],
  gru: [0, 1, 2],
};

/** Activations that ONNX's recurrent operators know: their name there, α and β where they have any. */
function ownActivation(
  plan: ActivationPlan,
): { readonly name: string; readonly alpha?: number; readonly beta?: number } | null {
  switch (plan.name) {
    case 'linear':
      return { name: 'Affine', alpha: 1, beta: 0 };
    case 'sigmoid':
      return { name: 'Sigmoid' };
    case 'tanh':
      return { name: 'Tanh' };
    case 'relu':
      return { name: 'Relu' };
    case 'softplus':
      return { name: 'Softplus' };
    case 'softsign':
      return { name: 'Softsign' };
    case 'hard_sigmoid':
      return { name: 'HardSigmoid', alpha: 1 / 6, beta: 0.5 };
    case 'leaky_relu':
      return { name: 'LeakyRelu', alpha: plan.slope };
    case 'elu':
      return { name: 'Elu', alpha: plan.alpha };
    default:
      return null;
  }
}

/** The activations of a layer in ONNX's order; null where it has one that ONNX does not know. */
function activationsOf(layer: RecurrentLayer) {
  const own = ownActivation(layer.activation);
  if (layer.type === 'simple_rnn') return own && [own];
  const gate = ownActivation(layer.recurrentActivation);
  if (!own || !gate) return null;
  return layer.type === 'lstm' ? [gate, own, own] : [gate, own];
}

function prefixesOf({ bidirectional }: RecurrentLayer): readonly string[] {
  return bidirectional ? ['forward_', 'backward_'] : [''];
}

/** simple_rnn, lstm, gru: ONNX's own operators, or written out step by step for activations that these do not know. */
export const recurrent: OnnxLayer<RecurrentLayer> = (layer, input, context) => {
  const last = withChannels(context.graph, input, false);
  return activationsOf(layer) ? operator(layer, last, context) : unrolled(layer, last, context);
};

function operator(layer: RecurrentLayer, input: Value, context: Context): Value {
  const { graph } = context;
  const { id, units, type, bidirectional } = layer;
  const directions = prefixesOf(layer);
  const inputs = layer.inputShape[1] ?? 1;
  const gates = GATES[type].length;
  const wide = gates * units;
  const joined = (name: string, rows: number) =>
    concatenated(directions.map((prefix) => rowsByGate(layer, context, `${prefix}${name}`, rows)));
  const w = graph.floats(`${id}.W`, [directions.length, wide, inputs], joined('weight', inputs));
  const kernel = joined('recurrent_weight', units);
  const r = graph.floats(`${id}.R`, [directions.length, wide, units], kernel);
  const time = graph.node('Transpose', [input.name], { perm: [1, 0, 2] });
  const bias = layer.bias
    ? graph.floats(
        `${id}.B`,
        [directions.length, 2 * wide],
        concatenated(
          directions.flatMap((prefix) => [
            rowsByGate(layer, context, `${prefix}bias`, 1),
            new Float32Array(wide),
          ]),
        ),
      )
    : null;
  const known = (activationsOf(layer) ?? []).flatMap((one) => directions.map(() => one));
  const listed = directions.flatMap((_, index) =>
    known.filter((__, at) => at % directions.length === index),
  );
  const attributes = {
    hidden_size: units,
    direction: bidirectional ? 'bidirectional' : 'forward',
    activations: listed.map(({ name }) => name),
    ...(listed.some(({ alpha }) => alpha !== undefined) && {
      activation_alpha: { floats: listed.flatMap(({ alpha }) => alpha ?? []) },
    }),
    ...(listed.some(({ beta }) => beta !== undefined) && {
      activation_beta: { floats: listed.flatMap(({ beta }) => beta ?? []) },
    }),
    ...(type === 'gru' && { linear_before_reset: 1 }),
  };
  const [all = '', final = ''] = graph.nodes(
    OPERATORS[type],
    [time, w, r, ...(bias === null ? [] : [bias])],
    attributes,
    layer.returnSequences ? [id] : ['', `${id}.last`],
  );
  const width = directions.length * units;
  if (layer.returnSequences) {
    const batchFirst = graph.node('Transpose', [all], { perm: [2, 0, 1, 3] });
    const shape = graph.ints('shape', [-1, layer.inputShape[0] ?? 1, width]);
    return result(layer, graph.node('Reshape', [batchFirst, shape], {}, id));
  }
  const batchFirst = graph.node('Transpose', [final], { perm: [1, 0, 2] });
  return result(layer, graph.node('Reshape', [batchFirst, graph.ints('shape', [-1, width])]));
}

function result(layer: RecurrentLayer, name: string): Value {
  return { name, shape: layer.outputShape, channelsFirst: false };
}

/** A kernel [inputs, gates · units] as ONNX has it: one row an output, the gates in its order. */
function rowsByGate(
  layer: RecurrentLayer,
  { weights }: Context,
  name: string,
  inputs: number,
): Float32Array {
  const { values } = weights(`${layer.id}.${name}`);
  const { units, type } = layer;
  const order = GATES[type];
  const wide = order.length * units;
  const rows = new Float32Array(wide * inputs);
  for (const [place, gate] of order.entries()) {
    for (let unit = 0; unit < units; unit++) {
      for (let from = 0; from < inputs; from++) {
        const target = (place * units + unit) * inputs + from;
        rows[target] = values[from * wide + gate * units + unit] as number;
      }
    }
  }
  return rows;
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** One direction's states, step by step. */
function unrolled(layer: RecurrentLayer, input: Value, context: Context): Value {
  const { graph } = context;
  const outputs = prefixesOf(layer).map((prefix) => statesOf(layer, input, context, prefix));
  const steps = layer.inputShape[0] ?? 1;
  const parts = outputs.map((states, direction) => {
    if (!layer.returnSequences) return states[direction === 0 ? steps - 1 : 0] as string;
    const axes = graph.ints('axes', [1]);
    const rows = states.map((state) => graph.node('Unsqueeze', [state, axes]));
    return graph.node('Concat', rows, { axis: 1 });
  });
  const name = parts.length === 1 ? parts[0] : graph.node('Concat', parts, { axis: -1 });
  return result(layer, name as string);
}

function statesOf(layer: RecurrentLayer, input: Value, context: Context, prefix: string): string[] {
  const { graph, weights } = context;
  const { id, units } = layer;
  const array = (name: string) => {
    const { shape, values } = weights(`${id}.${prefix}${name}`);
    return graph.floats(`${id}.${prefix}${name}`, shape, values);
  };
  let z = graph.node('MatMul', [input.name, array('weight')]);
  if (layer.bias) z = graph.node('Add', [z, array('bias')]);
  const kernel = array('recurrent_weight');
  const steps = Array.from({ length: layer.inputShape[0] ?? 1 }, (_, step) => step);
  const states: string[] = [];
  // Zeros of the batch's size: the first step's gates times nothing.
  const zero = graph.floats('zero', [], Float32Array.of(0));
  const first = gateOf(graph, stepOf(graph, z, 0), 0, units);
  let state = graph.node('Mul', [first, zero]);
  let cell = state;
  for (const step of prefix === 'backward_' ? steps.reverse() : steps) {
    const product = graph.node('MatMul', [state, kernel]);
    ({ state, cell } = cells(layer, graph, stepOf(graph, z, step), product, state, cell));
    states[step] = state;
  }
  return states;
}

/** [batch, steps, n] → [batch, n]. */
function stepOf(graph: Graph, x: string, step: number): string {
  const index = graph.ints('step', [step]);
  const slice = graph.node('Gather', [x, index], { axis: 1 });
  return graph.node('Squeeze', [slice, graph.ints('axes', [1])]);
}

function gateOf(graph: Graph, x: string, gate: number, units: number): string {
  const starts = graph.ints('starts', [gate * units]);
  const ends = graph.ints('ends', [(gate + 1) * units]);
  return graph.node('Slice', [x, starts, ends, graph.ints('axes', [1])]);
}

/** One step; the formulas are at engine/kernels/recurrent.ts. */
function cells(
  layer: RecurrentLayer,
  graph: Graph,
  z: string,
  product: string,
  state: string,
  cell: string,
): { readonly state: string; readonly cell: string } {
  const add = (a: string, b: string) => graph.node('Add', [a, b]);
  const multiply = (a: string, b: string) => graph.node('Mul', [a, b]);
  const own = (x: string) => activation(graph, layer.activation, x, -1);
  if (layer.type === 'simple_rnn') return { state: own(add(z, product)), cell };
  const { recurrentActivation, units } = layer;
  const gate = (x: string, index: number) =>
    activation(graph, recurrentActivation, gateOf(graph, x, index, units), -1);
  if (layer.type === 'lstm') {
    const sum = add(z, product);
    const candidate = own(gateOf(graph, sum, 2, units));
    const next = add(multiply(gate(sum, 1), cell), multiply(gate(sum, 0), candidate));
    return { state: multiply(gate(sum, 3), own(next)), cell: next };
  }
  const sum = add(z, product);
  const [update, reset] = [gate(sum, 0), gate(sum, 1)];
  const recurrentPart = multiply(reset, gateOf(graph, product, 2, units));
  const candidate = own(add(gateOf(graph, z, 2, units), recurrentPart));
  const difference = graph.node('Sub', [state, candidate]);
  return { state: add(candidate, multiply(update, difference)), cell };
}
