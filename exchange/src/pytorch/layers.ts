import type { ActivationPlan, LayerPlan, LayerType } from '#plan';
import { paddings, type Windows, windowsOf } from '../geometry.ts';
import { type KernelLayer, type LayerOf, sizeOf } from '../layer-of.ts';
import { attributeName } from '../python/names.ts';
import { call, number } from '../python/text.ts';
import { activated } from './activations.ts';
import type { Flow, TorchLayer } from './flow.ts';
import { recurrent } from './recurrent.ts';

type Convolution = LayerOf<'conv1d'> | LayerOf<'conv2d'>;
type Pool = LayerOf<'max_pool1d'> | LayerOf<'max_pool2d'>;

function channelsOf({ inputShape }: LayerPlan): number {
  return inputShape.at(-1) ?? 1;
}

/** Learned slopes are a module of their own. */
function preluModule(
  { activation, outputShape }: KernelLayer | LayerOf<'activation'>,
  attribute: string,
): readonly (readonly [string, string])[] {
  if (activation.name !== 'prelu') return [];
  const slope = number(activation.slope);
  return [[attribute, call('nn.PReLU', [String(outputShape.at(-1) ?? 1), `init=${slope}`])]];
}

/** Assigns the activation of an expression whose values have the flow's shape and layout. */
function activate(flow: Flow, activation: ActivationPlan, x: string, prelu: string): void {
  if (activation.name === 'prelu') {
    if (x !== flow.value) flow.assign(x);
    flow.want('first');
    flow.assign(`self.${prelu}(${flow.value})`);
    return;
  }
  const result = activated(activation, x, flow.channelAxis);
  if (result !== flow.value) flow.assign(result);
}

/** `3` for windows as long in all axes, else `(3, 5)`. */
function sizes(values: readonly number[]): string {
  const same = values.every((value) => value === values[0]);
  return same ? String(values[0]) : `(${values.join(', ')})`;
}

/** The numbers that `F.pad` wants: the last axis first. */
function padNumbers(windows: Windows): string {
  return `(${paddings(windows).reverse().flat().join(', ')})`;
}

function isPadded(windows: Windows): boolean {
  return paddings(windows).flat().some(Boolean);
}

/** Whether PyTorch can pad by itself: as much before as after. */
function isSymmetric(windows: Windows): boolean {
  return paddings(windows).every(([before, after]) => before === after);
}

function isDense(windows: Windows): boolean {
  return windows.stride.every((step) => step === 1);
}

const convolution: TorchLayer<Convolution> = {
  modules(layer, attribute) {
    const windows = windowsOf(layer);
    const items = [`${channelsOf(layer)}`, `${layer.filters}`];
    items.push(`kernel_size=${sizes(windows.window)}`);
    if (!isDense(windows)) items.push(`stride=${sizes(windows.stride)}`);
    if (isPadded(windows) && isDense(windows)) items.push('padding="same"');
    else if (isPadded(windows) && isSymmetric(windows)) {
      items.push(`padding=${sizes(paddings(windows).map(([before]) => before))}`);
    }
    if (!layer.bias) items.push('bias=False');
    const name = layer.type === 'conv1d' ? 'nn.Conv1d' : 'nn.Conv2d';
    return [[attribute, call(name, items, 20)], ...preluModule(layer, `${attribute}_activation`)];
  },

  forward(layer, flow, attribute) {
    const windows = windowsOf(layer);
    flow.want('first');
    const apart = isPadded(windows) && !isDense(windows) && !isSymmetric(windows);
    const x = apart ? `F.pad(${flow.value}, ${padNumbers(windows)})` : flow.value;
    flow.shape = layer.outputShape;
    activate(flow, layer.activation, `self.${attribute}(${x})`, `${attribute}_activation`);
  },
};

function poolName({ type }: LayerPlan): string {
  const [kind = '', dimensions = ''] = type.split('_pool');
  return `F.${kind}_pool${dimensions}`;
}

const maxPool: TorchLayer<Pool> = {
  forward(layer, flow) {
    const windows = windowsOf(layer);
    flow.want('first');
    let x = flow.value;
    const items = poolArguments(windows);
    if (isPadded(windows) && isSymmetric(windows)) items.push(ownPadding(windows));
    else if (isPadded(windows)) x = `F.pad(${x}, ${padNumbers(windows)}, value=float("-inf"))`;
    flow.assign(call(poolName(layer), [x, ...items]));
    flow.shape = layer.outputShape;
  },
};

const avgPool: TorchLayer<Pool> = {
  forward(layer, flow) {
    const windows = windowsOf(layer);
    flow.want('first');
    const items = poolArguments(windows);
    const name = poolName(layer);
    if (isPadded(windows) && isSymmetric(windows)) {
      items.push(ownPadding(windows), 'count_include_pad=False');
    }
    const pooled = (x: string) => call(name, [x, ...items]);
    if (isPadded(windows) && !isSymmetric(windows)) {
      const pad = padNumbers(windows);
      const shares = pooled(`F.pad(torch.ones_like(${flow.value}), ${pad})`);
      flow.assign(`${pooled(`F.pad(${flow.value}, ${pad})`)} / ${shares}`, 'padding not counted');
    } else flow.assign(pooled(flow.value));
    flow.shape = layer.outputShape;
  },
};

function poolArguments({ window, stride }: Windows): string[] {
  const items = [sizes(window)];
  if (sizes(stride) !== sizes(window)) items.push(`stride=${sizes(stride)}`);
  return items;
}

function ownPadding(windows: Windows): string {
  return `padding=${sizes(paddings(windows).map(([before]) => before))}`;
}

/** One number a channel, from all positions. */
function globalPool(method: string): TorchLayer<LayerOf<'global_avg_pool'>> {
  return {
    forward(layer, flow) {
      const first = flow.layout === 'first' ? 2 : 1;
      const axes = layer.inputShape.slice(0, -1).map((_, axis) => axis + first);
      const dim = axes.length === 1 ? `${axes[0]}` : `(${axes.join(', ')})`;
      if (axes.length > 0) flow.assign(`${flow.value}.${method}(dim=${dim})`);
      flow.shape = layer.outputShape;
      flow.layout = 'last';
    },
  };
}

/** A module of one argument that leaves the shape as it is. */
function module<L extends LayerPlan>(create: (layer: L) => string): TorchLayer<L> {
  return {
    modules: (layer, attribute) => [[attribute, create(layer)]],
    forward: (_layer, flow, attribute) => flow.assign(`self.${attribute}(${flow.value})`),
  };
}

const layers: { readonly [T in LayerType]: TorchLayer<LayerOf<T>> } = {
  dense: {
    modules(layer, attribute) {
      const items = [`${channelsOf(layer)}`, `${layer.units}`];
      if (!layer.bias) items.push('bias=False');
      return [
        [attribute, call('nn.Linear', items)],
        ...preluModule(layer, `${attribute}_activation`),
      ];
    },
    forward(layer, flow, attribute) {
      flow.want('last');
      flow.shape = layer.outputShape;
      const x = `self.${attribute}(${flow.value})`;
      activate(flow, layer.activation, x, `${attribute}_activation`);
    },
  },
  conv1d: convolution,
  conv2d: convolution,
  max_pool1d: maxPool,
  max_pool2d: maxPool,
  avg_pool1d: avgPool,
  avg_pool2d: avgPool,
  global_avg_pool: globalPool('mean'),
  global_max_pool: globalPool('amax'),
  flatten: {
    forward(layer, flow) {
      flow.want('last');
      if (layer.inputShape.length > 1) flow.assign(`${flow.value}.flatten(1)`);
      flow.shape = layer.outputShape;
    },
  },
  reshape: {
    forward(layer, flow) {
      flow.want('last');
      flow.assign(`${flow.value}.reshape(-1, ${layer.shape.join(', ')})`);
      flow.shape = layer.outputShape;
    },
  },
  embedding: {
    modules: ({ vocabulary, dimensions }, attribute) => [
      [attribute, call('nn.Embedding', [`${vocabulary}`, `${dimensions}`])],
    ],
    forward(layer, flow, attribute) {
      flow.want('last');
      const tokens = layer.inputShape.length > 1 ? `${flow.value}.flatten(1)` : flow.value;
      flow.assign(`self.${attribute}(${tokens}.long())`);
      flow.shape = layer.outputShape;
    },
  },
  simple_rnn: recurrent,
  lstm: recurrent,
  gru: recurrent,
  batch_norm: {
    modules(layer, attribute) {
      const dimensions = Math.max(1, layer.inputShape.length - 1);
      const numbers = [`eps=${number(layer.epsilon)}`, `momentum=${number(1 - layer.momentum)}`];
      const items = [`${channelsOf(layer)}`, ...numbers.map(tidy)];
      return [[attribute, call(`nn.BatchNorm${dimensions}d`, items)]];
    },
    forward(_layer, flow, attribute) {
      flow.want('first');
      flow.assign(`self.${attribute}(${flow.value})`);
    },
  },
  layer_norm: {
    modules: (layer, attribute) => [
      [attribute, call('nn.LayerNorm', [`${channelsOf(layer)}`, `eps=${number(layer.epsilon)}`])],
    ],
    forward(_layer, flow, attribute) {
      flow.want('last');
      flow.assign(`self.${attribute}(${flow.value})`);
    },
  },
  dropout: module(({ rate }) => `nn.Dropout(${number(rate)})`),
  alpha_dropout: module(({ rate }) => `nn.AlphaDropout(${number(rate)})`),
  activation: {
    modules: (layer, attribute) => preluModule(layer, attribute),
    forward(layer, flow, attribute) {
      activate(flow, layer.activation, flow.value, attribute);
    },
  },
  residual: {
    forward(layer, flow) {
      wantAsFirst(layer.body, flow);
      const body = flow.branch('y');
      forwardAll(layer.body, body);
      body.want(flow.layout);
      flow.assign(`${flow.value} + ${body.value}`);
    },
  },
  parallel: {
    forward(layer, flow) {
      const branches = layer.branches.map((branch, index) => {
        const part = flow.branch(`branch_${index + 1}`);
        forwardAll(branch, part);
        return part;
      });
      const first = branches.every(({ layout }) => layout === 'first') ? 'first' : 'last';
      for (const part of branches) part.want(first);
      const values = branches.map(({ value }) => value).join(', ');
      flow.layout = first;
      flow.shape = layer.outputShape;
      flow.assign(`torch.cat([${values}], dim=${flow.channelAxis})`);
    },
  },
};

/** Decimals that subtraction left behind: 1 − 0.9 is no 0.09999999999999998. */
function tidy(text: string): string {
  return text.replace(/[\d.]+(?:e-?\d+)?$/, (digits) =>
    number(Number(Number(digits).toPrecision(12))),
  );
}

/** Layers that work on channels first. */
const CHANNELS_FIRST: ReadonlySet<LayerType> = new Set<LayerType>([
  'conv1d',
  'conv2d',
  'max_pool1d',
  'max_pool2d',
  'avg_pool1d',
  'avg_pool2d',
]);

/** Before a block whose first layer wants the channels first, so that both ends of the sum have them there. */
function wantAsFirst([first]: readonly LayerPlan[], flow: Flow): void {
  if (first && sizeOf(first.inputShape) > 0 && CHANNELS_FIRST.has(first.type)) flow.want('first');
}

function layerOf<L extends LayerPlan>(layer: L): TorchLayer<L> {
  return layers[layer.type] as unknown as TorchLayer<L>;
}

/** The attributes that a layer needs. */
export function modulesOf(layer: LayerPlan): readonly (readonly [string, string])[] {
  return layerOf(layer).modules?.(layer, attributeName(layer.id)) ?? [];
}

/** Writes the layers into the body of `forward`. */
export function forwardAll(chain: readonly LayerPlan[], flow: Flow): void {
  for (const layer of chain) layerOf(layer).forward(layer, flow, attributeName(layer.id));
}
