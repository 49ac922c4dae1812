/** A line chart as an SVG file: what the canvas shows, in lines that can be scaled. */
import type { Chart } from 'chart.js';
import { svg } from './svg.ts';
import { gridColor, themeColor } from './theme.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** @param title above the drawing */
export function lineChartFile(chart: Chart<'line', Point[]>, title: string): string {
  const { width, height, chartArea, scales } = chart;
  const [x, y] = [scales.x, scales.y];
  const top = 28;
  const drawing = svg('svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height + top}`,
    width,
    height: height + top,
    'font-family': 'sans-serif',
    'font-size': 11,
  });
  const text = (content: string, left: number, down: number, anchor: string) =>
    svg('text', { x: left, y: down, 'text-anchor': anchor, fill: themeColor('muted') }, content);
  const body = svg('g', { transform: `translate(0 ${top})` });
  drawing.append(
    svg('rect', { width, height: height + top, fill: themeColor('background') }),
    svg('text', { x: 8, y: 18, 'font-size': 13, fill: themeColor('foreground') }, title),
    body,
  );
  if (!x || !y) return new XMLSerializer().serializeToString(drawing);
  for (const { value, label } of y.ticks) {
    const down = y.getPixelForValue(value);
    const { left, right } = chartArea;
    body.append(
      svg('line', { x1: left, x2: right, y1: down, y2: down, stroke: gridColor() }),
      text(named(label), left - 6, down + 4, 'end'),
    );
  }
  for (const { value, label } of x.ticks) {
    body.append(text(named(label), x.getPixelForValue(value), chartArea.bottom + 16, 'middle'));
  }
  for (const { data, borderColor, borderWidth, borderDash, hidden } of chart.data.datasets) {
    if (hidden) continue;
    const inside = data.filter((point) => point.x >= x.min && point.x <= x.max);
    const places = inside.map(
      (point) =>
        `${x.getPixelForValue(point.x).toFixed(1)},${y.getPixelForValue(point.y).toFixed(1)}`,
    );
    body.append(
      svg('polyline', {
        points: places.join(' '),
        fill: 'none',
        stroke: String(borderColor),
        'stroke-width': Number(borderWidth),
        'stroke-dasharray': Array.isArray(borderDash) ? borderDash.join(' ') : 'none',
      }),
    );
  }
  body.append(...legend(chart, chartArea.left, chartArea.top));
  return new XMLSerializer().serializeToString(drawing);
}

function named(label: string | string[] | undefined): string {
  return Array.isArray(label) ? label.join(' ') : (label ?? '');
}

function legend(chart: Chart<'line', Point[]>, left: number, top: number): SVGElement[] {
  return chart.data.datasets
    .filter(({ hidden }) => !hidden)
    .flatMap(({ label, borderColor }, row) => {
      const down = top + 12 + row * 14;
      return [
        svg('line', {
          ...{ x1: left + 6, x2: left + 20, y1: down - 4, y2: down - 4 },
          ...{ stroke: String(borderColor), 'stroke-width': 2 },
        }),
        svg('text', { x: left + 26, y: down, fill: themeColor('muted') }, label ?? ''),
      ];
    });
}
