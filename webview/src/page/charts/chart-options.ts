/** How charts look and behave: quiet axes, no animation, tooltips in the theme's colours. */
import type { ChartOptions } from 'chart.js';
import { formatNumber } from '../format.ts';
import type { ChartDescription } from './line-chart.ts';
import { themeColor } from './theme.ts';

/** @param logarithmic the vertical axis */
export function chartOptions(
  description: ChartDescription,
  logarithmic: boolean,
): ChartOptions<'line'> {
  const ticks = { color: themeColor('muted'), maxTicksLimit: 7 };
  const grid = { color: themeColor('grid'), drawTicks: false };
  const { format, xTitle } = description;
  return {
    animation: false,
    parsing: false,
    normalized: true,
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: 'nearest', axis: 'x', intersect: false },
    scales: {
      x: {
        type: description.logarithmicX ? 'logarithmic' : 'linear',
        title: { display: true, text: xTitle, color: themeColor('muted') },
        grid: { display: false },
        border: { color: themeColor('grid') },
        ticks: { ...ticks, maxRotation: 0, callback: (value) => formatNumber(Number(value)) },
      },
      y: {
        type: logarithmic ? 'logarithmic' : 'linear',
        grid,
        border: { display: false },
        ticks: { ...ticks, callback: (value) => axisLabel(Number(value), logarithmic, format) },
      },
    },
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

/** On a logarithmic axis only powers of ten are named. */
function axisLabel(
  value: number,
  logarithmic: boolean,
  format: (value: number) => string,
): string | null {
  if (!logarithmic) return format(value);
  const power = Math.log10(value);
  return Math.abs(power - Math.round(power)) < 1e-6 ? `1e${Math.round(power)}` : null;
}
