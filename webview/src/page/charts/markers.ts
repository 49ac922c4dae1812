/** What is drawn behind and over the lines of a chart: bands of what is usual, and vertical marks with their words. */
import type { Chart, Plugin } from 'chart.js';
import { t } from '../localization.ts';
import { themeColor } from './theme.ts';

/** A vertical line. */
export interface Marker {
  readonly x: number;
  readonly label: string;
}

/** A range of the vertical axis. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

/** More marks than these hide each other's words. */
const MOST_LABELS = 6;
/** The words stand above the lines, neighbours in different rows. */
const ROWS = 2;
const ROW_HEIGHT = 13;

/** The room that the words need above a chart, in pixels. */
export function markerRoom(markers: readonly Marker[]): number {
  return Math.min(ROWS, markers.length) * ROW_HEIGHT;
}

export function markerPlugin(markers: () => readonly Marker[]): Plugin<'line'> {
  return {
    id: 'markers',
    afterDatasetsDraw: (chart) => {
      const labelled = markers().slice(-MOST_LABELS);
      for (const marker of markers()) {
        const label = labelled.indexOf(marker);
        drawMarker(chart, marker, label < 0 ? label : label % Math.min(ROWS, labelled.length));
      }
    },
  };
}

/** @param row of the words; below 0 there are none */
function drawMarker(chart: Chart<'line'>, { x, label }: Marker, row: number): void {
  const { ctx, chartArea, scales, width } = chart;
  const place = scales.x?.getPixelForValue(x) ?? 0;
  if (place < chartArea.left || place > chartArea.right) return;
  ctx.save();
  ctx.strokeStyle = themeColor('muted');
  ctx.setLineDash([2, 3]);
  ctx.beginPath();
  ctx.moveTo(place, chartArea.top);
  ctx.lineTo(place, chartArea.bottom);
  ctx.stroke();
  if (row >= 0) {
    ctx.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    const toTheLeft = place > (chartArea.left + chartArea.right) / 2;
    ctx.textAlign = toTheLeft ? 'right' : 'left';
    const down = chartArea.top - 4 - ROW_HEIGHT * row;
    ctx.fillStyle = themeColor('muted');
    const begin = toTheLeft ? Math.min(place + 3, width) : Math.max(place - 3, chartArea.left + 2);
    ctx.fillText(label, begin, down);
  }
  ctx.restore();
}

export function bandPlugin(band: Band | null): Plugin<'line'> {
  return {
    id: 'band',
    beforeDatasetsDraw: ({ ctx, chartArea, scales }) => {
      const { y } = scales;
      if (!band || !y) return;
      const [high, low] = [band.high, band.low].map((value) =>
        Math.min(chartArea.bottom, Math.max(chartArea.top, y.getPixelForValue(value))),
      );
      ctx.save();
      ctx.fillStyle = themeColor('green', 0.12);
      ctx.fillRect(chartArea.left, high ?? 0, chartArea.width, (low ?? 0) - (high ?? 0));
      ctx.font = `11px ${getComputedStyle(document.body).fontFamily}`;
      ctx.textAlign = 'right';
      ctx.fillStyle = themeColor('muted');
      if ((low ?? 0) - (high ?? 0) > ROW_HEIGHT)
        ctx.fillText(t('usual'), chartArea.right - 4, (high ?? 0) + ROW_HEIGHT);
      ctx.restore();
    },
  };
}
