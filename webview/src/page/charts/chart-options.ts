/** How charts look and behave: quiet axes, no animation, tooltips in the theme's colours. */
import type { ChartOptions } from 'chart.js';
import { formatNumber, formatPower, formatTick } from '../format.ts';
import type { ChartDescription } from './chart-description.ts';
import { gridColor, themeColor } from './theme.ts';

/**
 * @param logarithmic the vertical axis
 * @param room above the lines, in pixels
 */
export function chartOptions(
  description: ChartDescription,
  logarithmic: boolean,
  room: number,
): ChartOptions<'line'> {
  const { format, xTitle } = description;
  return {
    animation: false,
    parsing: false,
    normalized: true,
    responsive: true,
    maintainAspectRatio: false,
    layout: { padding: { top: room } },
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
        },
        pan: { enabled: true, mode: 'x', modifierKey: 'shift' },
      },
    },
  };
}

function scales(
  { xTitle, logarithmicX, fromZero, shares }: ChartDescription,
  logarithmic: boolean,
): NonNullable<ChartOptions<'line'>['scales']> {
  const ticks = { color: themeColor('muted'), maxTicksLimit: 7 };
  return {
    x: {
      type: logarithmicX ? 'logarithmic' : 'linear',
      title: { display: true, text: xTitle, color: themeColor('muted') },
      grid: { display: false },
      border: { color: gridColor() },
      ticks: { ...ticks, maxRotation: 0, callback: (value) => formatNumber(Number(value)) },
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
  for (const round of [[1], [1, 2, 5]]) {
    const named = all.filter((one) => round.includes(mantissa(one.value)));
    if (named.length >= 2) return round.includes(mantissa(value)) ? formatPower(value) : null;
  }
  return formatPower(value);
}

/** A number without its power of ten, from 1 to 9.99. */
function mantissa(value: number): number {
  return Number(value.toExponential(2).split('e')[0]);
}
