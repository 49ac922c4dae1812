/** Plots that are drawn once, from a result: points, lines, bands and bars over two axes, with a table and export. */
import { button, element } from '../elements.ts';
import { formatNumber, formatTick } from '../format.ts';
import { t } from '../localization.ts';
import type { Actions } from '../state.ts';
import { rasterized, standalone, svg } from './svg.ts';

export interface PlotPoint {
  readonly x: number;
  readonly y: number;
}

/** One of the theme's chart colours; `quiet` for what is only there to compare with. */
export type PlotColor = 'blue' | 'orange' | 'green' | 'red' | 'purple' | 'quiet';

export type Mark =
  | {
      readonly kind: 'points' | 'line' | 'dashed';
      readonly label: string;
      readonly color: PlotColor;
      readonly points: readonly PlotPoint[];
    }
  | {
      readonly kind: 'band';
      readonly label: string;
      readonly color: PlotColor;
      readonly points: readonly (PlotPoint & { readonly low: number; readonly high: number })[];
    }
  | {
      readonly kind: 'bars';
      readonly label: string;
      readonly color: PlotColor;
      /** From 0 up to `y`. */
      readonly points: readonly (PlotPoint & { readonly width: number })[];
    };

export interface PlotDescription {
  readonly title: string;
  /** Says how to read the plot. */
  readonly caption: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly marks: readonly Mark[];
  /** Both axes have the same range. */
  readonly square?: boolean;
  readonly xRange?: readonly [number, number];
  readonly yRange?: readonly [number, number];
}

const WIDTH = 380;
const HEIGHT = 250;
const MARGIN = { left: 52, right: 10, top: 8, bottom: 40 };
/** A table of more rows reads nobody; the CSV has them all. */
const MOST_ROWS = 200;
/** Few points are drawn larger: each of them is looked for. */
const FEW_POINTS = 8;

/** @param save asked to save what is exported */
export function plotFigure(description: PlotDescription, save: Actions['export']): HTMLElement {
  const { title, caption, marks } = description;
  const drawing = draw(description);
  const table = element('div', {
    class: 'chart-table',
    hidden: true,
    tabindex: 0,
    role: 'region',
    'aria-label': t('{0} as a table', title),
  });
  return element(
    'figure',
    { class: 'card plot-card chart' },
    element(
      'figcaption',
      {},
      element('h3', {}, title),
      element('div', { class: 'chart-tools' }, ...tools(description, drawing, table, save)),
    ),
    element('p', { class: 'quiet' }, caption),
    drawing,
    marks.length > 1 ? keys(marks) : null,
    table,
  );
}

function tools(
  description: PlotDescription,
  drawing: SVGSVGElement,
  table: HTMLElement,
  save: Actions['export'],
): HTMLElement[] {
  const { title } = description;
  const toggle = button(
    t('Table'),
    () => {
      table.hidden = !table.hidden;
      toggle.setAttribute('aria-pressed', String(!table.hidden));
      if (!table.hidden) table.replaceChildren(tableOf(description));
    },
    { label: t('{0} as a table', title) },
  );
  toggle.setAttribute('aria-pressed', 'false');
  const exported = (kind: string, make: () => Promise<Blob | null>) =>
    button(
      kind,
      async () => {
        const content = await make();
        if (content) save(`${title}.${kind.toLowerCase()}`, content);
      },
      { label: t('Export {0} as {1}', title, kind) },
    );
  return [
    toggle,
    exported('CSV', async () => new Blob([csvOf(description)])),
    exported('SVG', async () => new Blob([standalone(drawing)])),
    exported('PNG', () => rasterized(standalone(drawing))),
  ];
}

function keys(marks: readonly Mark[]): HTMLElement {
  const entries = marks.map(({ kind, color, label }) =>
    element('li', {}, element('span', { class: `key ${kind} ${color}` }), label),
  );
  return element('ul', { class: 'keys' }, ...entries);
}

// ── Drawing ───────────────────────────────────────────────────────────────────────────────────────

interface Scale {
  readonly low: number;
  readonly high: number;
  readonly at: (value: number) => number;
}

function draw(description: PlotDescription): SVGSVGElement {
  const { title, caption, marks } = description;
  const [xs, ys] = rangesOf(description);
  const x = scale(xs, MARGIN.left, WIDTH - MARGIN.right);
  const y = scale(ys, HEIGHT - MARGIN.bottom, MARGIN.top);
  const drawing = svg('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    class: 'plot-drawing',
    role: 'img',
    'aria-label': `${title}: ${caption}`,
  });
  drawing.append(...axes(description, x, y), ...marks.flatMap((mark) => drawMark(mark, x, y)));
  return drawing;
}

function scale([low, high]: readonly [number, number], from: number, to: number): Scale {
  return { low, high, at: (value) => from + ((value - low) / (high - low)) * (to - from) };
}

function rangesOf(
  description: PlotDescription,
): [readonly [number, number], readonly [number, number]] {
  const { marks, square, xRange, yRange } = description;
  const xs = marks.flatMap(({ points }) => points.map((point) => point.x));
  const ys = marks.flatMap((mark) =>
    mark.kind === 'band'
      ? mark.points.flatMap(({ low, high }) => [low, high])
      : mark.points.map(({ y }) => y),
  );
  if (marks.some(({ kind }) => kind === 'bars')) ys.push(0);
  if (square) {
    const both = widened([...xs, ...ys]);
    return [xRange ?? both, yRange ?? both];
  }
  return [xRange ?? widened(xs), yRange ?? widened(ys)];
}

function widened(values: readonly number[]): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  const margin = (high - low) / 20 || Math.abs(high) / 20 || 1;
  return [low - margin, high + margin];
}

function axes({ xTitle, yTitle }: PlotDescription, x: Scale, y: Scale): SVGElement[] {
  const bottom = HEIGHT - MARGIN.bottom;
  const right = WIDTH - MARGIN.right;
  const xTicks = ticks(x.low, x.high, 6);
  const yTicks = ticks(y.low, y.high, 5);
  const name = (value: number, all: readonly number[]) =>
    formatTick(value, Math.abs((all[1] ?? 0) - (all[0] ?? 0)), Math.max(...all.map(Math.abs)));
  return [
    ...yTicks.flatMap((value) => [
      svg('line', { class: 'grid', x1: MARGIN.left, x2: right, y1: y.at(value), y2: y.at(value) }),
      svg(
        'text',
        { x: MARGIN.left - 6, y: y.at(value) + 4, 'text-anchor': 'end' },
        name(value, yTicks),
      ),
    ]),
    ...xTicks.map((value) =>
      svg('text', { x: x.at(value), y: bottom + 15, 'text-anchor': 'middle' }, name(value, xTicks)),
    ),
    svg('line', { class: 'axis-line', x1: MARGIN.left, x2: right, y1: bottom, y2: bottom }),
    svg('text', { x: (MARGIN.left + right) / 2, y: HEIGHT - 6, 'text-anchor': 'middle' }, xTitle),
    svg(
      'text',
      {
        transform: `translate(12 ${(MARGIN.top + bottom) / 2}) rotate(-90)`,
        'text-anchor': 'middle',
      },
      yTitle,
    ),
  ];
}

/** Round numbers, about so many. */
function ticks(low: number, high: number, about: number): number[] {
  const rough = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((round) => round * power).find((one) => one >= rough) ?? rough;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => (first + at) * step);
}

function drawMark(mark: Mark, x: Scale, y: Scale): SVGElement[] {
  const { kind, color } = mark;
  const path = (points: readonly PlotPoint[]) =>
    points.map((point) => `${x.at(point.x).toFixed(1)},${y.at(point.y).toFixed(1)}`).join(' ');
  switch (kind) {
    case 'points':
      return mark.points.map((point) =>
        svg('circle', {
          class: `mark ${color}`,
          cx: x.at(point.x),
          cy: y.at(point.y),
          r: mark.points.length <= FEW_POINTS ? 4 : 2.5,
        }),
      );
    case 'line':
    case 'dashed':
      return [svg('polyline', { class: `mark ${kind} ${color}`, points: path(mark.points) })];
    case 'band': {
      const edge = [
        ...mark.points.map((point) => ({ x: point.x, y: point.high })),
        ...mark.points.toReversed().map((point) => ({ x: point.x, y: point.low })),
      ];
      return [svg('polygon', { class: `mark band ${color}`, points: path(edge) })];
    }
    case 'bars':
      return mark.points.map((bar) => {
        const [left, right] = [x.at(bar.x), x.at(bar.x + bar.width)];
        const [top, bottom] = [y.at(Math.max(0, bar.y)), y.at(Math.max(0, y.low))];
        return svg('rect', {
          class: `mark bar ${color}`,
          x: left + 0.5,
          y: top,
          width: Math.max(0, right - left - 1),
          height: Math.max(0, bottom - top),
        });
      });
  }
}

// ── Numbers ───────────────────────────────────────────────────────────────────────────────────────

type Row = readonly (string | number)[];

/** One row a point of each mark, bands with their bounds. */
function rowsOf({ marks, xTitle, yTitle }: PlotDescription): { titles: string[]; rows: Row[] } {
  const banded = marks.some(({ kind }) => kind === 'band');
  const titles = [t('series'), xTitle, yTitle, ...(banded ? [t('from'), t('to')] : [])];
  const rows = marks.flatMap((mark): Row[] =>
    mark.kind === 'band'
      ? mark.points.map(({ x, y, low, high }) => [mark.label, x, y, low, high])
      : mark.points.map(({ x, y }) => [mark.label, x, y, ...(banded ? ['', ''] : [])]),
  );
  return { titles, rows };
}

function csvOf(description: PlotDescription): string {
  const { titles, rows } = rowsOf(description);
  const quote = (cell: string | number) =>
    typeof cell === 'string' && /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return [titles, ...rows].map((row) => row.map(quote).join(',')).join('\n');
}

function tableOf(description: PlotDescription): HTMLElement {
  const { titles, rows } = rowsOf(description);
  const cell = (value: string | number) =>
    element('td', {}, typeof value === 'number' ? formatNumber(value) : value);
  return element(
    'table',
    {},
    element('caption', { class: 'hidden-visually' }, description.title),
    element(
      'thead',
      {},
      element('tr', {}, ...titles.map((title) => element('th', { scope: 'col' }, title))),
    ),
    element(
      'tbody',
      {},
      ...rows.slice(0, MOST_ROWS).map((row) => element('tr', {}, ...row.map(cell))),
    ),
  );
}
