import type { LayerPlan, ModelPlan } from '#plan';
import { indented, lines, text, tuple } from '../python/text.ts';
import { KERAS_LAYERS } from './layers.ts';

/** Whether the layers are one chain, which Keras writes as a `Sequential`. */
function isChain({ layers }: ModelPlan): boolean {
  return layers.every(({ type }) => type !== 'residual' && type !== 'parallel');
}

/** `build_model()`. */
export function modelFunction(model: ModelPlan): string {
  return lines(
    'def build_model() -> keras.Model:',
    indented(isChain(model) ? sequential(model) : functional(model)),
  );
}

function sequential(model: ModelPlan): string {
  const calls = model.layers.flatMap(callsOf);
  return lines(
    'return keras.Sequential(',
    indented(
      lines(
        '[',
        ...[`layers.Input(${tuple(model.inputShape)})`, ...calls].map((one) => indented(`${one},`)),
        '],',
        `name=${text(model.name)},`,
      ),
    ),
    ')',
  );
}

function functional(model: ModelPlan): string {
  const written: string[] = [`inputs = layers.Input(${tuple(model.inputShape)})`];
  const names = new Set(['inputs', 'x']);
  const last = chain(model.layers, 'inputs', 'x', written, names);
  written.push(`return keras.Model(inputs, ${last}, name=${text(model.name)})`);
  return written.join('\n');
}

/** Writes the layers' calls and returns the variable that holds the result. */
function chain(
  layers: readonly LayerPlan[],
  input: string,
  variable: string,
  written: string[],
  names: Set<string>,
): string {
  let value = input;
  for (const layer of layers) {
    if (layer.type === 'residual') {
      const body = chain(layer.body, value, unused('y', names), written, names);
      written.push(`${variable} = layers.Add(name=${text(layer.id)})([${value}, ${body}])`);
    } else if (layer.type === 'parallel') {
      const branches = layer.branches.map((branch, index) =>
        chain(branch, value, unused(`branch_${index + 1}`, names), written, names),
      );
      const name = `name=${text(layer.id)}`;
      // Keras joins two or more.
      if (branches.length === 1)
        written.push(`${variable} = layers.Identity(${name})(${branches[0]})`);
      else written.push(`${variable} = layers.Concatenate(${name})([${branches.join(', ')}])`);
    } else {
      for (const one of callsOf(layer)) {
        written.push(`${variable} = ${one}(${value})`);
        value = variable;
      }
    }
    value = variable;
  }
  return value;
}

function unused(name: string, names: Set<string>): string {
  let free = name;
  for (let n = 2; names.has(free); n++) free = `${name}_${n}`;
  names.add(free);
  return free;
}

function callsOf(layer: LayerPlan): readonly string[] {
  const emit = KERAS_LAYERS[layer.type as keyof typeof KERAS_LAYERS] as (
    layer: LayerPlan,
  ) => readonly string[];
  return emit(layer);
}
