/** How a layer's weights, gradients and activations are spread, epoch by epoch. */
import type { Histogram, LayerProbe } from '#engine';
import { drawingTurn } from '../charts/drawing-turns.ts';
import { onThemeChange, themeChannels } from '../charts/theme.ts';
import { element, replaceContent, whenChanged } from '../elements.ts';
import { formatCount, formatNumber } from '../format.ts';
import { t } from '../localization.ts';
import type { PanelState, Run, Section } from '../state.ts';

const quantities = {
  weights: (probe: LayerProbe) => probe.weights?.weights,
  gradients: (probe: LayerProbe) => probe.weights?.gradients,
  activations: (probe: LayerProbe) => probe.activation?.values,
} as const;

type Quantity = keyof typeof quantities;

const titles: Readonly<Record<Quantity, (layer: string) => string>> = {
  weights: (layer) => t('Weights of {0}', layer),
  gradients: (layer) => t('Gradients of {0}', layer),
  activations: (layer) => t('Activations of {0}', layer),
};

const names = Object.keys(quantities) as Quantity[];
const BINS = 60;
/** Of longer trainings, evenly chosen epochs are drawn. */
const MOST_COLUMNS = 240;

export function createDistributions(): Section {
  const container = element('div', { class: 'charts' });
  const layers = element('select', { id: 'distribution-layer' });
  const rebuilt = whenChanged();
  const drawn = whenChanged();
  let latest: PanelState | null = null;
  let themes = 0;
  const turn = drawingTurn(container, () => {
    const run = latest?.run;
    const figures = run ? names.flatMap((name) => figureOf(run, layers.value, name)) : [];
    replaceContent(container, ...(figures.length > 0 ? figures : [emptyState()]));
    return figures.length > 0;
  });
  const draw = (state: PanelState) => {
    latest = state;
    const { run } = state;
    const ids = run?.started?.initial.layers.map(({ id }) => id) ?? [];
    rebuilt([run?.id, ids.join()], () =>
      replaceContent(layers, ...ids.map((id) => element('option', { value: id }, id))),
    );
    drawn([run?.epochs, run?.id, layers.value, themes], turn.request);
  };
  const redraw = () => {
    themes++;
    if (latest) draw(latest);
  };
  layers.addEventListener('change', redraw);
  onThemeChange(redraw);
  return {
    element: element(
      'section',
      { class: 'distributions', 'aria-labelledby': 'distributions-title' },
      element(
        'div',
        { class: 'section-head' },
        element('h2', { id: 'distributions-title' }, t('Distributions')),
        element('label', { for: 'distribution-layer' }, t('Layer')),
        layers,
      ),
      container,
    ),
    update: draw,
  };
}

function emptyState(): HTMLElement {
  const text = t(
    'After the first epoch, the distributions of weights, gradients and activations are here. Press Train.',
  );
  return element('p', { class: 'empty-state' }, text);
}

function figureOf(run: Run, layer: string, quantity: Quantity): HTMLElement[] {
  const measured = run.epochs.flatMap(({ epoch, layers }) => {
    const probe = layers.find(({ id }) => id === layer);
    const histogram = probe && quantities[quantity](probe);
    return histogram && histogram.counts.length > 0 ? [{ epoch, histogram }] : [];
  });
  const histograms = measured.map(({ histogram }) => histogram);
  if (histograms.length === 0) return [];
  const low = Math.min(...histograms.map((histogram) => histogram.low));
  const high = Math.max(...histograms.map((histogram) => histogram.high));
  const last = histograms.at(-1);
  const title = titles[quantity](layer);
  const epochs = [measured[0]?.epoch ?? 0, measured.at(-1)?.epoch ?? 0].map(formatCount);
  const canvas = element('canvas', {
    class: 'heat',
    role: 'img',
    'aria-label': t(
      '{0} by epoch; now from {1} to {2}',
      title,
      formatNumber(last?.low ?? 0),
      formatNumber(last?.high ?? 0),
    ),
  });
  drawHeat(canvas, histograms, low, high);
  return [
    element(
      'figure',
      { class: 'chart' },
      element('figcaption', {}, element('h3', {}, title)),
      element(
        'div',
        { class: 'heat-plot' },
        element('span', { class: 'axis top' }, formatNumber(high)),
        element('span', { class: 'axis bottom' }, formatNumber(low)),
        canvas,
        element('span', { class: 'axis epochs' }, t('epoch {0} to {1}', ...epochs)),
      ),
    ),
  ];
}

/** A column an epoch; the denser the values, the stronger the colour. */
function drawHeat(
  canvas: HTMLCanvasElement,
  histograms: readonly Histogram[],
  low: number,
  high: number,
): void {
  const columns = Math.min(histograms.length, MOST_COLUMNS);
  canvas.width = columns;
  canvas.height = BINS;
  const context = canvas.getContext('2d');
  if (!context) return;
  const pixels = context.createImageData(columns, BINS);
  const color = themeChannels('blue');
  for (let column = 0; column < columns; column++) {
    const histogram = histograms[Math.floor((column * histograms.length) / columns)];
    if (!histogram) continue;
    const shares = resample(histogram, low, high);
    const densest = Math.max(...shares) || 1;
    for (const [bin, share] of shares.entries()) {
      // The square root keeps thin tails visible.
      const strength = Math.round(255 * Math.sqrt(share / densest));
      pixels.data.set([...color, strength], 4 * ((BINS - 1 - bin) * columns + column));
    }
  }
  context.putImageData(pixels, 0, 0);
}

/** The same counts in {@link BINS} equal bins from `low` to `high`. */
function resample(histogram: Histogram, low: number, high: number): number[] {
  const shares = new Array<number>(BINS).fill(0);
  const width = (histogram.high - histogram.low) / histogram.counts.length;
  const target = (high - low) / BINS || 1;
  for (const [index, count] of histogram.counts.entries()) {
    const from = (histogram.low + index * width - low) / target;
    const to = from + width / target;
    for (let bin = Math.floor(from); bin < BINS && bin <= to; bin++) {
      const overlap = Math.min(to, bin + 1) - Math.max(from, bin);
      const part = to > from ? Math.max(0, overlap) / (to - from) : 1;
      shares[Math.max(0, bin)] = (shares[Math.max(0, bin)] ?? 0) + count * part;
    }
  }
  return shares;
}
