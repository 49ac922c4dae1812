/** A line chart with legend, tooltips, zoom, a table for those who cannot see it, and export. */
import {
  Chart,
  type ChartDataset,
  type ChartOptions,
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
import { type DrawingTurn, drawingTurn } from './drawing-turns.ts';
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

/** What a chart shows at one time. */
export interface Drawing {
  readonly series: readonly Series[];
  readonly markers?: readonly Marker[];
  /** Where the horizontal axis, which then begins at 0, ends; without it, at a round number after the last point. */
  readonly end?: number;
}

type LineDataset = ChartDataset<'line', Point[]>;

export class LineChart {
  readonly element: HTMLElement;
  readonly #description: ChartDescription;
  readonly #canvas = element('canvas', { role: 'img' });
  readonly #legend = element('div', { class: 'legend', role: 'group' });
  readonly #table = element('div', { class: 'chart-table', hidden: true, tabindex: 0 });
  readonly #turn: DrawingTurn;
  readonly #hidden = new Set<string>();
  /** Made when there is something to draw: most charts of a panel are not looked at. */
  #chart: Chart<'line', Point[]> | null = null;
  #describe: () => Drawing = () => ({ series: [] });
  #drawing: Drawing = { series: [] };
  #logarithmic: boolean;
  #legendOf = '';
  /** Whether the person chose a part of the horizontal axis, which then stays. */
  #zoomed = false;
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
      { class: 'chart empty', 'data-chart': description.quantity, tabindex: -1 },
      element('figcaption', {}, element('h3', {}, description.title), this.#legend),
      element(
        'div',
        { class: 'plot', 'data-empty': t('Nothing measured yet') },
        this.#canvas,
        element('div', { class: 'chart-tools' }, ...this.#tools()),
      ),
      this.#table,
    );
    this.#turn = drawingTurn(this.element, () => this.#draw());
    this.#canvas.addEventListener('dblclick', () => this.#zoomOut());
    onThemeChange(() => this.#redraw());
  }

  /**
   * Draws these lines as soon as it is this chart's turn; what was hidden in the legend stays hidden.
   * @param describe asked when they are drawn
   */
  update(describe: () => Drawing): void {
    this.#describe = describe;
    this.#turn.request();
  }

  /** @returns whether there was anything to draw */
  #draw(): boolean {
    const drawing = this.#describe();
    this.#drawing = drawing;
    const empty = drawing.series.every(({ points }) => points.length === 0);
    this.element.classList.toggle('empty', empty);
    this.#drawLegend();
    this.#canvas.setAttribute('aria-label', this.#summary());
    if (!this.#table.hidden) this.#fillTable();
    if (empty && !this.#chart) return false;
    const room = markerRoom(drawing.markers ?? []);
    const roomChanged = room !== this.#room;
    this.#room = room;
    const datasets = drawing.series.map((line, index) => this.#dataset(line, index));
    if (!this.#chart) {
      this.#chart = this.#create(datasets);
      return true;
    }
    this.#chart.data.datasets = datasets;
    if (roomChanged) this.#setOptions(this.#chart);
    else if (!this.#zoomed) setEnd(this.#chart.options, drawing.end);
    this.#chart.update('none');
    return true;
  }

  #create(datasets: LineDataset[]): Chart<'line', Point[]> {
    const { band } = this.#description;
    return new Chart<'line', Point[]>(this.#canvas, {
      type: 'line',
      data: { datasets },
      options: this.#options(),
      plugins: [bandPlugin(band ?? null), markerPlugin(() => this.#drawing.markers ?? [])],
    });
  }

  /** The same object for the same line: the chart keeps what it has made for it. */
  #dataset({ label, color, points, faint, dashed }: Series, index: number): LineDataset {
    // A single point has no line to be seen by. The chart does not take back what it once drew larger.
    const pointRadius = points.length === 1 ? 3 : 0;
    const last = this.#chart?.data.datasets[index];
    const known = last?.label === label && last.pointRadius === pointRadius ? last : {};
    return Object.assign(known, {
      label,
      data: points as Point[],
      borderColor: color(),
      backgroundColor: color(),
      borderWidth: faint ? 1 : 2,
      borderDash: dashed ? [5, 4] : [],
      pointRadius,
      // A point on the edge is drawn whole.
      ...(pointRadius > 0 ? { clip: 2 * pointRadius } : {}),
      pointHitRadius: 8,
      hidden: this.#hidden.has(label),
      order: faint ? 1 : 0,
    });
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
    replaceContent(this.#table, chartTable(this.#description, this.#drawing.series));
  }

  #export(kind: 'CSV' | 'SVG' | 'PNG'): void {
    this.#turn.now();
    const { title } = this.#description;
    const save = (content: Blob | null) => {
      if (content) this.#description.export(`${title}.${kind.toLowerCase()}`, content);
    };
    if (kind === 'CSV') save(new Blob([toCsv(this.#description, this.#drawing.series)]));
    if (!this.#chart) return;
    if (kind === 'SVG') save(new Blob([lineChartFile(this.#chart, title)]));
    if (kind === 'PNG') this.#canvas.toBlob(save);
  }

  #options(): ChartOptions<'line'> {
    const options = chartOptions(this.#description, {
      logarithmic: this.#logarithmic,
      room: this.#room,
      onZoom: () => {
        this.#zoomed = true;
      },
    });
    setEnd(options, this.#drawing.end);
    return options;
  }

  #setOptions(chart: Chart<'line', Point[]>): void {
    chart.options = this.#options();
    this.#zoomed = false;
  }

  #zoomOut(): void {
    this.#chart?.resetZoom();
    this.#zoomed = false;
    this.#draw();
  }

  /** With other colours or another scale. */
  #redraw(): void {
    this.#legendOf = '';
    if (this.#chart) this.#setOptions(this.#chart);
    this.#draw();
  }

  #drawLegend(): void {
    const { series } = this.#drawing;
    const wanted = series.map(({ label }) => label).join('\n');
    if (wanted === this.#legendOf) return;
    this.#legendOf = wanted;
    // A single line that is called like its chart needs no name of its own.
    const named = wanted.toLowerCase() !== this.#description.title.toLowerCase();
    replaceContent(this.#legend, ...(named ? series.map((line) => this.#legendEntry(line)) : []));
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
    this.#draw();
  }

  /** For screen readers: the latest number of each line. */
  #summary(): string {
    const { title, format } = this.#description;
    const latest = this.#drawing.series
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

/** Draws a chart that nobody sees: the first of a kind takes several times as long as those that follow. */
export function warmUp(logarithmic: boolean): void {
  const description: ChartDescription = {
    title: '',
    quantity: '',
    xTitle: '',
    format: String,
    export: () => {},
  };
  const options = chartOptions(description, { logarithmic, room: 0, onZoom: () => {} });
  const data = Array.from({ length: 40 }, (_, x) => ({ x, y: x + 1 }));
  const chart = new Chart<'line', Point[]>(element('canvas', { width: 300, height: 150 }), {
    type: 'line',
    data: { datasets: [{ data }] },
    options: { ...options, responsive: false },
  });
  chart.destroy();
}

function setEnd({ scales }: ChartOptions<'line'>, end: number | undefined): void {
  const axis = scales?.x;
  if (!axis) return;
  if (end === undefined) {
    delete axis.max;
    return;
  }
  axis.min = 0;
  axis.max = end;
}
