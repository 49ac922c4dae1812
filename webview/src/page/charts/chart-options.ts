/** How charts look and behave: quiet axes, no animation, tooltips in the theme's colours. */
import type { ChartOptions } from 'chart.js';
import { formatNumber, formatPower, formatTick } from '../format.ts';
import type { ChartDescription } from './chart-description.ts';
import { gridColor, themeColor } from './theme.ts';

/** How a chart is set at the moment. */
export interface ChartSettings {
  /** The vertical axis. */
  readonly logarithmic: boolean;
  /** Above the lines, in pixels. */
  readonly room: number;
  /** Called when the person chose a part of the horizontal axis. */
  readonly onZoom: () => void;
}

export function chartOptions(
  description: ChartDescription,
  { logarithmic, room, onZoom }: ChartSettings,
): ChartOptions<'line'> {
  const { format, xTitle } = description;
  return {
    animation: false,
    parsing: false,
    normalized: true,
    responsive: true,
    maintainAspectRatio: false,
    layout: { padding: { top: room, right: 4 } },
    interaction: { mode: 'nearest', axis: 'x', intersect: false },
    scales: scales(description, logarithmic),
    plugins: {
      decimation: { enabled: true, algorithm: 'min-max', threshold: 600 },
      tooltip: {
        backgroundColor: themeColor('popup'),
        titleColor: themeColor('foreground'),
        bodyColor: themeColor('foreground'),
        borderColor: themeColor('border'),
        borderWidth: 1,
        boxWidth: 8,
        boxHeight: 8,
        boxPadding: 4,
        padding: 8,
        callbacks: {
          title: ([item]) => (item ? `${xTitle} ${formatNumber(item.parsed.x ?? 0)}` : ''),
          label: ({ dataset, parsed }) => ` ${dataset.label}: ${format(parsed.y ?? Number.NaN)}`,
        },
      },
      zoom: {
        zoom: {
          mode: 'x',
          wheel: { enabled: true, modifierKey: 'ctrl' },
          drag: { enabled: true, backgroundColor: themeColor('blue', 0.15) },
          onZoom,
        },
        pan: { enabled: true, mode: 'x', modifierKey: 'shift', onPan: onZoom },
      },
    },
  };
}

function scales(
  { xTitle, logarithmicX, fromZero, shares }: ChartDescription,
  logarithmic: boolean,
): NonNullable<ChartOptions<'line'>['scales']> {
  const font = { family: getComputedStyle(document.body).fontFamily, size: 11 };
  const ticks = { color: themeColor('muted'), maxTicksLimit: 7, font };
  return {
    x: {
      type: logarithmicX ? 'logarithmic' : 'linear',
      title: { display: true, text: xTitle, color: themeColor('muted'), font },
      grid: { display: false },
      border: { color: gridColor() },
      ticks: {
        ...ticks,
        maxRotation: 0,
        // The end of the axis is where the training stands, no round number.
        includeBounds: false,
        callback: (value, _, all) =>
          logarithmicX ? logarithmicTick(Number(value), all) : formatNumber(Number(value)),
      },
    },
    y: {
      type: logarithmic ? 'logarithmic' : 'linear',
      beginAtZero: fromZero ?? false,
      grid: { color: gridColor(), drawTicks: false },
      border: { display: false },
      ticks: {
        ...ticks,
        callback: (value, _, all) =>
          logarithmic
            ? logarithmicTick(Number(value), all)
            : tick(Number(value), all, shares ?? false),
      },
    },
  };
}

/** With as many digits as neighbouring ticks need to differ. */
function tick(value: number, all: readonly { readonly value: number }[], share: boolean): string {
  const spacing = Math.abs((all[1]?.value ?? 0) - (all[0]?.value ?? 0));
  const largest = Math.max(...all.map((one) => Math.abs(one.value)));
  if (share) return `${formatTick(value * 100, spacing * 100, largest * 100)} %`;
  return formatTick(value, spacing, largest);
}

/** The roundest numbers of which the axis has at least two: powers of ten, their doubles and fivefolds, or all. */
function logarithmicTick(value: number, all: readonly { readonly value: number }[]): string | null {
  return roundEnough(all).has(value) ? formatPower(value) : null;
}

const named = new WeakMap<readonly object[], ReadonlySet<number>>();

/** Looked for once for all ticks of an axis. */
function roundEnough(all: readonly { readonly value: number }[]): ReadonlySet<number> {
  const known = named.get(all);
  if (known) return known;
  const values = all.map(({ value }) => value);
  const mantissas = values.map(mantissa);
  const chosen = [[1], [1, 2, 5]]
    .map((round) => values.filter((_, at) => round.includes(mantissas[at] ?? 0)))
    .find(({ length }) => length >= 2);
  const names = new Set(chosen ?? values);
  named.set(all, names);
  return names;
}

/** A number without its power of ten, from 1 to 9.99. */
function mantissa(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  return Math.round((value / power) * 100) / 100;
}
