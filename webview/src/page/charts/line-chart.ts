/** A line chart with legend, tooltips, zoom, a table for those who cannot see it, and export. */
import {
  Chart,
  type ChartDataset,
  Decimation,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
} from 'chart.js';
import zoomPlugin from 'chartjs-plugin-zoom';
import { button, element, replaceContent } from '../elements.ts';
import { t } from '../localization.ts';
import type { ChartDescription, Point, Series } from './chart-description.ts';
import { chartOptions } from './chart-options.ts';
import { chartTable, toCsv } from './chart-table.ts';
import { lineChartFile } from './line-chart-file.ts';
import { bandPlugin, type Marker, markerPlugin, markerRoom } from './markers.ts';
import { onThemeChange } from './theme.ts';

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
  /** Above the lines, for the words of markers. */
  #room = 0;

  constructor(description: ChartDescription) {
    this.#description = description;
    this.#logarithmic = description.logarithmic ?? false;
    this.#legend.setAttribute('aria-label', t('{0}: lines', description.title));
    this.#table.setAttribute('aria-label', t('{0} as a table', description.title));
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
      element('div', { class: 'plot', 'data-empty': t('Nothing measured yet') }, this.#canvas),
      this.#table,
    );
    this.#chart = new Chart<'line', Point[]>(this.#canvas, {
      type: 'line',
      data: { datasets: [] },
      options: chartOptions(description, this.#logarithmic, this.#room),
      plugins: [bandPlugin(description.band ?? null), markerPlugin(() => this.#markers)],
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
    const room = markerRoom(markers);
    if (room !== this.#room) this.#setOptions(room);
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
    const logarithmic = button(t('Log'), () => this.#toggleScale(logarithmic), {
      label: t('{0}: logarithmic scale', title),
    });
    logarithmic.setAttribute('aria-pressed', String(this.#logarithmic));
    const table = button(t('Table'), () => this.#toggleTable(table), {
      label: t('{0} as a table', title),
    });
    table.setAttribute('aria-pressed', 'false');
    const exports = (['CSV', 'SVG', 'PNG'] as const).map((kind) =>
      button(kind, () => this.#export(kind), { label: t('Export {0} as {1}', title, kind) }),
    );
    return [logarithmic, table, ...exports];
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

  #export(kind: 'CSV' | 'SVG' | 'PNG'): void {
    const { title } = this.#description;
    const save = (content: Blob | null) => {
      if (content) this.#description.export(`${title}.${kind.toLowerCase()}`, content);
    };
    if (kind === 'CSV') save(new Blob([toCsv(this.#description, this.#series)]));
    if (kind === 'SVG') save(new Blob([lineChartFile(this.#chart, title)]));
    if (kind === 'PNG') this.#canvas.toBlob(save);
  }

  #setOptions(room: number): void {
    this.#room = room;
    this.#chart.options = chartOptions(this.#description, this.#logarithmic, room);
  }

  #redraw(): void {
    this.#setOptions(this.#room);
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
    return latest.length > 0
      ? `${title}: ${latest.join(', ')}`
      : t('{0}: nothing to show yet', title);
  }
}
