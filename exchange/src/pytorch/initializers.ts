import { flattenLayers, type InitializerPlan, type LayerPlan } from '#plan';
import type { KernelLayer, LayerOf, RecurrentLayer } from '../layer-of.ts';
import { attributeName } from '../python/names.ts';
import { indented, number, rounded } from '../python/text.ts';
import { GATES, isRecurrent } from './recurrent.ts';

/** Inputs and outputs of a unit, of which the bounds are made. */
interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

type Name = InitializerPlan['name'];

/** PyTorch's own function of the fans of a kernel in its layout. */
const BY_FANS: Partial<Readonly<Record<Name, (x: string) => string>>> = {
  glorot_uniform: (x) => `nn.init.xavier_uniform_(${x})`,
  glorot_normal: (x) => `nn.init.xavier_normal_(${x})`,
  he_uniform: (x) => `nn.init.kaiming_uniform_(${x}, nonlinearity="relu")`,
  he_normal: (x) => `nn.init.kaiming_normal_(${x}, nonlinearity="relu")`,
  lecun_uniform: (x) => `nn.init.kaiming_uniform_(${x}, nonlinearity="linear")`,
  lecun_normal: (x) => `nn.init.kaiming_normal_(${x}, nonlinearity="linear")`,
};

/** Variance × something of the uniform and normal initialisers, where fans have to be said. */
const SPREAD: Partial<Readonly<Record<Name, (fans: Fans) => number>>> = {
  glorot_uniform: ({ fanIn, fanOut }) => Math.sqrt(6 / (fanIn + fanOut)),
  glorot_normal: ({ fanIn, fanOut }) => Math.sqrt(2 / (fanIn + fanOut)),
  he_uniform: ({ fanIn }) => Math.sqrt(6 / fanIn),
  he_normal: ({ fanIn }) => Math.sqrt(2 / fanIn),
  lecun_uniform: ({ fanIn }) => Math.sqrt(3 / fanIn),
  lecun_normal: ({ fanIn }) => Math.sqrt(1 / fanIn),
  default: ({ fanIn }) => 1 / Math.sqrt(fanIn),
};

/** A tensor filled as an initialiser says, with fans that PyTorch cannot see in its shape. */
function filled(init: InitializerPlan, x: string, fans: Fans): string {
  switch (init.name) {
    case 'zeros':
      return `nn.init.zeros_(${x})`;
    case 'ones':
      return `nn.init.ones_(${x})`;
    case 'constant':
      return `nn.init.constant_(${x}, ${number(init.value)})`;
    case 'orthogonal':
      return `nn.init.orthogonal_(${x}.view(1, -1))`;
    case 'random_normal':
      return `nn.init.normal_(${x}, std=${number(init.std)})`;
    case 'random_uniform':
      return uniform(x, number(init.limit));
    default: {
      const spread = rounded(SPREAD[init.name]?.(fans) ?? 0);
      return init.name.endsWith('normal')
        ? `nn.init.normal_(${x}, std=${spread})`
        : uniform(x, spread);
    }
  }
}

function uniform(x: string, limit: string): string {
  return `nn.init.uniform_(${x}, -${limit}, ${limit})`;
}

/** A kernel in PyTorch's layout: [outputs, inputs, …]. */
function kernel(init: InitializerPlan, x: string, fans: Fans): string {
  if (init.name === 'orthogonal') return `nn.init.orthogonal_(${x})`;
  return BY_FANS[init.name]?.(x) ?? filled(init, x, fans);
}

/** The statements of a layer, on `layer`; those that PyTorch does by itself are left out. */
function statements(layer: LayerPlan): string[] {
  if (layer.type === 'embedding') return [embedding(layer)];
  if (isRecurrent(layer)) return [recurrent(layer)];
  if (!('bias' in layer)) return [];
  const fans = fansOf(layer);
  const own: string[] = [];
  if (layer.init.name !== 'default') own.push(kernel(layer.init, 'layer.weight', fans));
  if (layer.bias && layer.biasInit.name !== 'default') {
    own.push(filled(layer.biasInit, 'layer.bias', fans));
  }
  return own;
}

function fansOf(layer: KernelLayer): Fans {
  const inputs = layer.inputShape.at(-1) ?? 1;
  if (layer.type === 'dense') return { fanIn: inputs, fanOut: layer.units };
  if (isRecurrent(layer)) return { fanIn: inputs, fanOut: GATES[layer.type] * layer.units };
  const field = [layer.kernel].flat().reduce((product, length) => product * length, 1);
  return { fanIn: inputs * field, fanOut: layer.filters * field };
}

/** PyTorch sees the fans of an embedding the other way round. */
function embedding({ init, vocabulary, dimensions }: LayerOf<'embedding'>): string {
  if (init.name === 'orthogonal') return 'nn.init.orthogonal_(layer.weight)';
  return filled(init, 'layer.weight', { fanIn: vocabulary, fanOut: dimensions });
}

/** Gate by gate where it matters; the second bias of PyTorch stays zero, for one is enough. */
function recurrent(layer: RecurrentLayer): string {
  const { units, init, recurrentInit, biasInit, bias, type } = layer;
  const gates = GATES[type];
  const inner = { fanIn: units, fanOut: gates * units };
  const orthogonal = recurrentInit.name === 'orthogonal' && gates > 1;
  const lines = [
    'for name, parameter in layer.named_parameters():',
    '    if name.startswith("weight_ih"):',
    indented(kernel(init, 'parameter', fansOf(layer)), 2),
    `    ${bias ? 'elif name.startswith("weight_hh")' : 'else'}:`,
    indented(
      orthogonal
        ? `for gate in parameter.chunk(${gates}):\n    nn.init.orthogonal_(gate)`
        : kernel(recurrentInit, 'parameter', inner),
      2,
    ),
  ];
  if (!bias) return lines.join('\n');
  lines.push('    elif name.startswith("bias_ih"):');
  lines.push(indented(filled(biasInit, 'parameter', fansOf(layer)), 2));
  if (type === 'lstm' && biasInit.name === 'zeros') {
    const open = 'parameter.chunk(4)[1].fill_(1)  # the forget gate starts open';
    lines.push(indented(open, 2));
  }
  lines.push('    else:  # one bias is enough');
  lines.push(indented('nn.init.zeros_(parameter)\nparameter.requires_grad_(False)', 2));
  return lines.join('\n');
}

/** The body of `initialize`: layers that start alike are handled together. Empty where nothing is to be done. */
export function initialization(layers: readonly LayerPlan[]): string {
  const groups = new Map<string, string[]>();
  for (const layer of flattenLayers(layers)) {
    const own = statements(layer).join('\n');
    if (own === '') continue;
    const name = `self.${attributeName(layer.id)}`;
    groups.set(own, [...(groups.get(own) ?? []), name]);
  }
  const parts = Array.from(groups, ([own, names]) => {
    const [first = ''] = names;
    if (names.length > 1) return `${loopOver(names)}\n${indented(own)}`;
    return own.replaceAll(/\blayer\b/g, first);
  });
  return parts.join('\n');
}

function loopOver(names: readonly string[]): string {
  const line = `for layer in (${names.join(', ')}):`;
  if (line.length <= 92) return line;
  return ['for layer in (', ...names.map((name) => `    ${name},`), '):'].join('\n');
}
