/** A line chart with legend, tooltips, zoom, a table for those who cannot see it, and export. */
import {
  Chart,
  type ChartDataset,
  Decimation,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  type Plugin,
  PointElement,
  Tooltip,
} from 'chart.js';
import zoomPlugin from 'chartjs-plugin-zoom';
import { button, element, replaceContent } from '../elements.ts';
import { chartOptions } from './chart-options.ts';
import { chartTable, toCsv } from './chart-table.ts';
import { onThemeChange, themeColor } from './theme.ts';

Chart.register(
  Decimation,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
  zoomPlugin,
);

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Series {
  readonly label: string;
  /** Asked again when the theme changes. */
  readonly color: () => string;
  readonly points: readonly Point[];
  /** Raw numbers behind a smoother line. */
  readonly faint?: boolean;
  readonly dashed?: boolean;
}

/** A vertical line. */
export interface Marker {
  readonly x: number;
  readonly label: string;
}

export interface ChartDescription {
  readonly title: string;
  /** The quantity that is drawn: findings refer to it. */
  readonly quantity: string;
  /** What the numbers on the horizontal axis are: `epoch`. */
  readonly xTitle: string;
  readonly logarithmic?: boolean;
  readonly logarithmicX?: boolean;
  /** The vertical axis begins at 0. */
  readonly fromZero?: boolean;
  /** The numbers are shares, and named in per cent. */
  readonly shares?: boolean;
  readonly format: (value: number) => string;
  readonly export: (name: string, content: Blob) => void;
}

type LineDataset = ChartDataset<'line', Point[]>;

export class LineChart {
  readonly element: HTMLElement;
  readonly #description: ChartDescription;
  readonly #canvas = element('canvas', { role: 'img' });
  readonly #legend = element('div', { class: 'legend', role: 'group' });
  readonly #table = element('div', { class: 'chart-table', hidden: true, tabindex: 0 });
  readonly #chart: Chart<'line', Point[]>;
  readonly #hidden = new Set<string>();
  #series: readonly Series[] = [];
  #markers: readonly Marker[] = [];
  #logarithmic: boolean;
  #legendOf = '';

  constructor(description: ChartDescription) {
    this.#description = description;
    this.#logarithmic = description.logarithmic ?? false;
    this.#legend.setAttribute('aria-label', `${description.title}: lines`);
    this.#table.setAttribute('aria-label', `${description.title} as a table`);
    this.#table.setAttribute('role', 'region');
    this.element = element(
      'figure',
      { class: 'chart', 'data-chart': description.quantity, tabindex: -1 },
      element(
        'figcaption',
        {},
        element('h3', {}, description.title),
        this.#legend,
        element('div', { class: 'chart-tools' }, ...this.#tools()),
      ),
      element('div', { class: 'plot' }, this.#canvas),
      this.#table,
    );
    this.#chart = new Chart<'line', Point[]>(this.#canvas, {
      type: 'line',
      data: { datasets: [] },
      options: chartOptions(description, this.#logarithmic),
      plugins: [this.#markerPlugin()],
    });
    this.#canvas.addEventListener('dblclick', () => this.#chart.resetZoom());
    onThemeChange(() => this.#redraw());
  }

  /** Draws these lines; what was hidden in the legend stays hidden. */
  update(series: readonly Series[], markers: readonly Marker[] = []): void {
    this.#series = series;
    this.#markers = markers;
    this.element.classList.toggle(
      'empty',
      series.every(({ points }) => points.length === 0),
    );
    this.#drawLegend();
    this.#chart.data.datasets = series.map((line) => this.#dataset(line));
    this.#chart.update('none');
    this.#canvas.setAttribute('aria-label', this.#summary());
    if (!this.#table.hidden) this.#fillTable();
  }

  #dataset({ label, color, points, faint, dashed }: Series): LineDataset {
    return {
      label,
      data: points as Point[],
      borderColor: color(),
      backgroundColor: color(),
      borderWidth: faint ? 1 : 2,
      borderDash: dashed ? [5, 4] : [],
      // A single point has no line to be seen by.
      pointRadius: points.length === 1 ? 3 : 0,
      pointHitRadius: 8,
      hidden: this.#hidden.has(label),
      order: faint ? 1 : 0,
    };
  }

  #tools(): HTMLElement[] {
    const { title } = this.#description;
    const logarithmic = button('Log', () => this.#toggleScale(logarithmic), {
      label: `${title}: logarithmic scale`,
    });
    logarithmic.setAttribute('aria-pressed', String(this.#logarithmic));
    const table = button('Table', () => this.#toggleTable(table), { label: `${title} as a table` });
    table.setAttribute('aria-pressed', 'false');
    const csv = button('CSV', () => this.#exportCsv(), { label: `Export ${title} as CSV` });
    const png = button('PNG', () => this.#exportPng(), { label: `Export ${title} as PNG` });
    return [logarithmic, table, csv, png];
  }

  #toggleScale(toggle: HTMLElement): void {
    this.#logarithmic = !this.#logarithmic;
    toggle.setAttribute('aria-pressed', String(this.#logarithmic));
    this.#redraw();
  }

  #toggleTable(toggle: HTMLElement): void {
    this.#table.hidden = !this.#table.hidden;
    toggle.setAttribute('aria-pressed', String(!this.#table.hidden));
    if (!this.#table.hidden) this.#fillTable();
  }

  #fillTable(): void {
    replaceContent(this.#table, chartTable(this.#description, this.#series));
  }

  #exportCsv(): void {
    const csv = toCsv(this.#description, this.#series);
    this.#description.export(`${this.#description.title}.csv`, new Blob([csv]));
  }

  #exportPng(): void {
    this.#canvas.toBlob((blob) => {
      if (blob) this.#description.export(`${this.#description.title}.png`, blob);
    });
  }

  #redraw(): void {
    this.#chart.options = chartOptions(this.#description, this.#logarithmic);
    this.#legendOf = '';
    this.update(this.#series, this.#markers);
  }

  #drawLegend(): void {
    const wanted = this.#series.map(({ label }) => label).join('\n');
    if (wanted === this.#legendOf) return;
    this.#legendOf = wanted;
    replaceContent(this.#legend, ...this.#series.map((series) => this.#legendEntry(series)));
  }

  #legendEntry({ label, color, faint, dashed }: Series): HTMLElement {
    const swatch = element('span', { class: `swatch${faint ? ' faint' : ''}` });
    swatch.style.borderTopColor = color();
    swatch.style.borderTopStyle = dashed ? 'dashed' : 'solid';
    const toggle = element(
      'button',
      {
        type: 'button',
        class: 'legend-entry',
        'aria-pressed': String(!this.#hidden.has(label)),
        'data-key': label,
        on: { click: () => this.#toggleSeries(label, toggle) },
      },
      swatch,
      label,
    );
    return toggle;
  }

  #toggleSeries(label: string, toggle: HTMLElement): void {
    if (!this.#hidden.delete(label)) this.#hidden.add(label);
    toggle.setAttribute('aria-pressed', String(!this.#hidden.has(label)));
    this.update(this.#series, this.#markers);
  }

  /** For screen readers: the latest number of each line. */
  #summary(): string {
    const { title, format } = this.#description;
    const latest = this.#series
      .filter(({ faint }) => !faint)
      .flatMap(({ label, points }) => {
        const last = points.at(-1);
        return last ? [`${label} ${format(last.y)}`] : [];
      });
    return latest.length > 0 ? `${title}: ${latest.join(', ')}` : `${title}: nothing to show yet`;
  }

  #markerPlugin(): Plugin<'line'> {
    return {
      id: 'markers',
      afterDatasetsDraw: ({ ctx, chartArea, scales }) => {
        for (const [row, { x, label }] of this.#markers.entries()) {
          const place = scales.x?.getPixelForValue(x) ?? 0;
          if (place < chartArea.left || place > chartArea.right) continue;
          ctx.save();
          ctx.strokeStyle = themeColor('muted');
          ctx.fillStyle = themeColor('muted');
          ctx.setLineDash([2, 3]);
          ctx.beginPath();
          ctx.moveTo(place, chartArea.top);
          ctx.lineTo(place, chartArea.bottom);
          ctx.stroke();
          ctx.font = `11px ${getComputedStyle(document.body).fontFamily}`;
          const toTheLeft = place > (chartArea.left + chartArea.right) / 2;
          ctx.textAlign = toTheLeft ? 'right' : 'left';
          ctx.fillText(label, place + (toTheLeft ? -4 : 4), chartArea.top + 10 + 13 * row);
          ctx.restore();
        }
      },
    };
  }
}
