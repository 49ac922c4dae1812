import { Message } from './protobuf.ts';

/** Operators of this version are used; it is from 2022 and what runtimes have in common. */
const OPSET = 17;
/** Version of the file format that belongs to it. */
const IR_VERSION = 8;

const FLOAT = 1;
export const INT64 = 7;

/** Kinds of attributes, by ONNX's numbers. */
const ATTRIBUTE = { float: 1, int: 2, text: 3, floats: 6, ints: 7, texts: 8 } as const;

/** What an operator is told beside its inputs. `{ float: 1 }` where a whole number is meant as a float. */
export type AttributeValue =
  | number
  | string
  | { readonly float: number }
  | readonly number[]
  | { readonly floats: readonly number[] }
  | readonly string[];

/** Fields of ONNX's messages (onnx.proto). */
const MODEL = { irVersion: 1, producer: 2, graph: 7, opset: 8, metadata: 14 } as const;
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const;
const NODE = { input: 1, output: 2, name: 3, operator: 4, attribute: 5 } as const;
const TENSOR = { dims: 1, type: 2, name: 8, data: 9 } as const;

/** A graph of operators that is being built. */
export class Graph {
  readonly #nodes: Message[] = [];
  readonly #tensors: Message[] = [];
  readonly #names = new Set<string>();

  /** Adds an operator and returns its output's name. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    output = operator.toLowerCase(),
  ): string {
    return this.nodes(operator, inputs, attributes, [output])[0] as string;
  }

  /** An operator with several outputs; an empty name stands for one that nobody wants. */
  nodes(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>>,
    outputs: readonly string[],
  ): string[] {
    const names = outputs.map((name) => (name === '' ? '' : this.#unused(name)));
    const node = new Message();
    for (const input of inputs) node.text(NODE.input, input);
    for (const name of names) node.text(NODE.output, name);
    node.text(NODE.name, `${names.find(Boolean)}/${operator}`).text(NODE.operator, operator);
    for (const [name, value] of Object.entries(attributes)) {
      node.message(NODE.attribute, attributeOf(name, value));
    }
    this.#nodes.push(node);
    return names;
  }

  /** A constant tensor of float32. */
  floats(name: string, shape: readonly number[], values: Float32Array): string {
    const bytes = new Uint8Array(values.length * 4);
    const view = new DataView(bytes.buffer);
    for (const [index, value] of values.entries()) view.setFloat32(index * 4, value, true);
    return this.#tensor(name, shape, FLOAT, bytes);
  }

  /** A constant vector of int64. */
  ints(name: string, values: readonly number[]): string {
    const bytes = new Uint8Array(values.length * 8);
    const view = new DataView(bytes.buffer);
    for (const [index, value] of values.entries()) {
      view.setBigInt64(index * 8, BigInt(value), true);
    }
    return this.#tensor(name, [values.length], INT64, bytes);
  }

  #tensor(name: string, shape: readonly number[], type: number, bytes: Uint8Array): string {
    const unused = this.#unused(name);
    const tensor = new Message();
    for (const length of shape) tensor.int(TENSOR.dims, length);
    this.#tensors.push(
      tensor.int(TENSOR.type, type).text(TENSOR.name, unused).bytes(TENSOR.data, bytes),
    );
    return unused;
  }

  #unused(name: string): string {
    let unused = name;
    for (let n = 2; this.#names.has(unused); n++) unused = `${name}_${n}`;
    this.#names.add(unused);
    return unused;
  }

  /** A file with one input and one output, both with a batch axis of any length. */
  encode(
    name: string,
    input: { readonly name: string; readonly shape: readonly number[] },
    output: { readonly name: string; readonly shape: readonly number[] },
    metadata: Readonly<Record<string, string>>,
  ): Uint8Array {
    const graph = new Message()
      .messages(GRAPH.node, this.#nodes)
      .text(GRAPH.name, name)
      .messages(GRAPH.initializer, this.#tensors)
      .message(GRAPH.input, valueInfo(input.name, input.shape))
      .message(GRAPH.output, valueInfo(output.name, output.shape));
    const entries = Object.entries(metadata).map(([key, value]) =>
      new Message().text(1, key).text(2, value),
    );
    return new Message()
      .int(MODEL.irVersion, IR_VERSION)
      .text(MODEL.producer, 'NNSpec')
      .message(MODEL.graph, graph)
      .message(MODEL.opset, new Message().text(1, '').int(2, OPSET))
      .messages(MODEL.metadata, entries)
      .encode();
  }
}

/** A tensor of float32 with a batch axis. */
function valueInfo(name: string, shape: readonly number[]): Message {
  const axes = new Message().message(1, new Message().text(2, 'batch'));
  for (const length of shape) axes.message(1, new Message().int(1, length));
  const type = new Message().message(1, new Message().int(1, FLOAT).message(2, axes));
  return new Message().text(1, name).message(2, type);
}

function attributeOf(name: string, value: AttributeValue): Message {
  const attribute = new Message().text(1, name);
  if (typeof value === 'number') return attribute.int(3, value).int(20, ATTRIBUTE.int);
  if (typeof value === 'string') return attribute.text(4, value).int(20, ATTRIBUTE.text);
  if ('float' in value) return attribute.float(2, value.float).int(20, ATTRIBUTE.float);
  if ('floats' in value) {
    for (const number of value.floats) attribute.float(7, number);
    return attribute.int(20, ATTRIBUTE.floats);
  }
  const texts = value.some((item) => typeof item === 'string');
  for (const item of value) {
    if (typeof item === 'string') attribute.text(9, item);
    else attribute.int(8, item);
  }
  return attribute.int(20, texts ? ATTRIBUTE.texts : ATTRIBUTE.ints);
}
