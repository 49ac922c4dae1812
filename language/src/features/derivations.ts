import { t } from '#l10n';
import type { Shape } from '../catalogue/types.ts';
import { fansOf, varianceOf } from '../lint/variance.ts';
import type { PlainLayer, ResolvedLayer } from '../semantics/model.ts';
import { formatCount, formatNumber } from './numbers.ts';

/** How a layer comes by its shape and its parameters, with its own numbers: one fact a line. */
export function derivations(layer: ResolvedLayer): readonly string[] {
  if (layer.kind !== 'layer') return [];
  const { input, output } = layer;
  if (!input || !output) return [];
  return [...(SHAPES[layer.entry.family]?.(layer, input, output) ?? []), ...parametersOf(layer)];
}

type Derivation = (layer: PlainLayer, input: Shape, output: Shape) => readonly string[];

/** Of a sample with so many axes, those along which windows are put. */
function axesOf({ length }: Shape): readonly string[] {
  if (length === 2) return [t`steps`];
  return length === 3 ? [t`height`, t`width`] : [];
}

const SHAPES: Readonly<Record<string, Derivation>> = {
  convolution: windows,
  pooling: windows,
  shape: ({ type }, input, output) =>
    type === 'flatten' && input.length > 1 ? [`${input.join(' · ')} = ${output[0]}`] : [],
};

/** Positions of a kernel or pool along each axis. */
function windows({ values }: PlainLayer, input: Shape, output: Shape): readonly string[] {
  const size = sizesOf(values.kernel ?? values.pool);
  const stride = values.stride === null ? size : sizesOf(values.stride);
  if (size.length === 0 || stride.length === 0) return [];
  return axesOf(input).map((axis, index) => {
    const length = input[index] ?? 0;
    const window = size[index] ?? size[0] ?? 1;
    const step = stride[index] ?? stride[0] ?? 1;
    const positions =
      values.padding === 'same'
        ? `⌈${length} / ${step}⌉`
        : `⌊(${length} − ${window}) / ${step}⌋ + 1`;
    return `${axis}: ${positions} = ${output[index]}`;
  });
}

function sizesOf(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) ? value.map(Number) : [];
}

function parametersOf(layer: PlainLayer): readonly string[] {
  const { values, input, parameters, entry } = layer;
  const term = parameterTerm(layer);
  if (term === undefined || parameters === undefined || !input) return [];
  const both = values.bidirectional === true ? '2 · ' : '';
  // A recurrent layer has a kernel for its state and for each of its gates.
  const kernels =
    entry.family === 'recurrent' ? (fansOf(layer)?.fanOut ?? 0) / Number(values.units) : 1;
  const gates = kernels > 1 ? `${kernels} · ` : '';
  const inside = both + gates === '' ? term : `${both}${gates}(${term})`;
  const activation = entry.family !== 'recurrent' && layer.activation?.value.name === 'prelu';
  const slopes = activation ? ` + ${t`${layer.output?.at(-1) ?? 0} slopes`}` : '';
  return [t`parameters: ${inside + slopes} = ${formatCount(parameters)}`];
}

function parameterTerm({ values, input, type, entry }: PlainLayer): string | undefined {
  const units = Number(values.units ?? values.filters);
  const bias = values.bias === false ? '' : ` + ${units}`;
  const features = input?.at(-1) ?? 0;
  switch (entry.family) {
    case 'dense':
      return `${features} · ${units}${bias}`;
    case 'convolution': {
      const size = sizesOf(values.kernel);
      const kernel = type === 'conv2d' && size.length === 1 ? [...size, ...size] : size;
      return `${[...kernel, features, units].join(' · ')}${bias}`;
    }
    case 'recurrent':
      return `${features} · ${units} + ${units} · ${units}${bias}`;
    case 'embedding':
      return `${values.vocabulary} · ${values.dimensions}`;
    default:
      return undefined;
  }
}

/** What an initialiser comes to in a layer: `fan_in 64, fan_out 32: standard deviation 0.177`; empty where it is not drawn. */
export function initialSpread(layer: PlainLayer): string {
  const fans = fansOf(layer);
  if (!fans || !layer.init) return '';
  const variance = varianceOf(layer.init.value, fans);
  if (variance === 0) return '';
  const spread = formatNumber(Math.sqrt(variance));
  return t`Here fan_in is ${formatCount(fans.fanIn)} and fan_out ${formatCount(fans.fanOut)}: standard deviation ${spread}.`;
}
