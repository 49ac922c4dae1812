/** Loss, metrics, learning rate and gradient norm over the epochs, several runs over each other. */
import type { EpochRecord, StepPoint } from '#engine';
import type { StoredRun } from '../../protocol.ts';
import type { Point, Series } from '../charts/chart-description.ts';
import { LineChart } from '../charts/line-chart.ts';
import type { Marker } from '../charts/markers.ts';
import { categoryColor, themeColor } from '../charts/theme.ts';
import { element, whenChanged } from '../elements.ts';
import { formatMetric, formatPower, isShare } from '../format.ts';
import { t } from '../localization.ts';
import { metricName, partName } from '../names.ts';
import type { Actions, PanelState, Run, Section } from '../state.ts';
import { nameBeside } from '../stored-runs.ts';

/** What a chart needs of a run, the present one or a stored one. */
interface Curves {
  readonly name: string;
  readonly stepsPerEpoch: number;
  readonly epochs: readonly EpochRecord[];
  readonly steps: readonly StepPoint[];
}

/** @param namesOf which curves: `loss`, a metric, `learningRate`, `gradientNorm` */
export function createCurves(
  actions: Actions,
  namesOf: (state: PanelState) => readonly string[],
): Section {
  const container = element('div', { class: 'charts' });
  const charts = new Map<string, LineChart>();
  const changed = whenChanged();
  let order = '';
  const chartFor = (name: string): LineChart => {
    const existing = charts.get(name);
    if (existing) return existing;
    const made = new LineChart({
      title: titles[name] ?? sentence(metricName(name)),
      quantity: name,
      xTitle: t('epoch'),
      logarithmic: name === 'gradientNorm',
      fromZero: name === 'learningRate',
      shares: isShare(name),
      format: (value) => (powers.has(name) ? formatPower(value) : formatMetric(name, value)),
      export: actions.export,
    });
    charts.set(name, made);
    return made;
  };
  return {
    element: container,
    update(state) {
      changed(
        [
          state.specification,
          state.run?.steps,
          state.run?.epochs,
          state.run?.end,
          state.run?.id,
          state.compared,
        ],
        () => {
          const names = namesOf(state);
          if (names.join() !== order)
            container.replaceChildren(...names.map((name) => chartFor(name).element));
          order = names.join();
          for (const name of names) {
            chartFor(name).update(() => ({
              series: seriesOf(state, name),
              markers: markersOf(state.run),
              end: endOf(state),
            }));
          }
        },
      );
    },
  };
}

const titles: Readonly<Record<string, string>> = {
  loss: t('Loss'),
  learningRate: t('Learning rate'),
  gradientNorm: t('Gradient norm'),
};

const powers: ReadonlySet<string> = new Set(['learningRate', 'gradientNorm']);

/** Loss and metrics, measured or planned. */
export function metricNames({ run, specification }: PanelState): string[] {
  const measured = run?.epochs[0]?.train;
  if (measured) return Object.keys(measured);
  const planned = (run?.specification ?? specification)?.plan.train.metrics ?? [];
  return [
    'loss',
    ...planned.map((metric) => (metric.name === 'top_k' ? `top_${metric.k}` : metric.name)),
  ];
}

/** Of the epoch axes: where the training stands, or where the longest run that is drawn beside it ended. */
export function endOf({ run, compared }: PanelState): number {
  const others = run ? compared.map((stored) => storedCurves(run, stored)) : [];
  const all = [...(run ? [curvesOf(run)] : []), ...others];
  const ends = all.map(({ epochs, steps, stepsPerEpoch }) =>
    Math.max(epochs.at(-1)?.epoch ?? 0, (steps.at(-1)?.step ?? 0) / stepsPerEpoch),
  );
  return Math.max(1, ...ends);
}

function seriesOf({ run, compared }: PanelState, name: string): Series[] {
  if (!run) return [];
  const own = ownSeries(curvesOf(run), run, name);
  const others = compared.map((stored, index): Series => {
    const curves = storedCurves(run, stored);
    const part = partName(curves.epochs[0]?.validation ? 'validation' : 'train');
    return {
      label: powers.has(name) ? curves.name : `${curves.name} (${part})`,
      color: () => categoryColor(index + 2),
      dashed: true,
      points: comparedPoints(curves, name),
    };
  });
  return [...own, ...others];
}

function curvesOf({ name, started, epochs, steps }: Run): Curves {
  return { name, stepsPerEpoch: started?.stepsPerEpoch ?? 1, epochs, steps };
}

function storedCurves({ specification }: Run, stored: StoredRun): Curves {
  const { started, epochs, steps } = stored.record;
  const name = nameBeside(specification.train, stored);
  return { name, stepsPerEpoch: started.stepsPerEpoch, epochs, steps };
}

function ownSeries(curves: Curves, run: Run, name: string): Series[] {
  switch (name) {
    case 'learningRate':
      return [
        {
          label: t('learning rate'),
          color: () => themeColor('purple'),
          points: stepPoints(curves, 'learningRate'),
        },
      ];
    case 'gradientNorm':
      return gradientSeries(curves, run);
    default:
      return metricSeries(curves, name);
  }
}

function gradientSeries(curves: Curves, run: Run): Series[] {
  const { clipNorm, clipValue } = run.specification.plan.train;
  const clipped = clipNorm !== null || clipValue !== null;
  const before = stepPoints(curves, 'gradientNorm').filter(({ y }) => y > 0);
  const after = clipped ? stepPoints(curves, 'clippedNorm').filter(({ y }) => y > 0) : [];
  return [
    {
      label: clipped ? t('before clipping') : t('smoothed'),
      color: () => themeColor('blue'),
      points: smoothed(before),
    },
    ...(clipped
      ? [{ label: t('after clipping'), color: () => themeColor('green'), points: smoothed(after) }]
      : []),
    { label: t('batches'), color: () => themeColor('blue', 0.4), points: before, faint: true },
  ];
}

function metricSeries(curves: Curves, name: string): Series[] {
  const series: Series[] = [
    {
      label: partName('train'),
      color: () => themeColor('blue'),
      points: epochPoints(curves, 'train', name),
    },
  ];
  if (curves.epochs[0]?.validation) {
    const points = epochPoints(curves, 'validation', name);
    series.push({ label: partName('validation'), color: () => themeColor('orange'), points });
  }
  if (name === 'loss') {
    const points = stepPoints(curves, 'loss');
    series.push({ label: t('batches'), color: () => themeColor('blue', 0.4), points, faint: true });
  }
  return series;
}

function comparedPoints(curves: Curves, name: string): Point[] {
  if (name === 'learningRate' || name === 'gradientNorm') return stepPoints(curves, name);
  const part = curves.epochs[0]?.validation ? 'validation' : 'train';
  return epochPoints(curves, part, name);
}

function epochPoints({ epochs }: Curves, part: 'train' | 'validation', name: string): Point[] {
  return epochs.flatMap((record) => {
    const y = record[part]?.[name];
    return y !== undefined && Number.isFinite(y) ? [{ x: record.epoch, y }] : [];
  });
}

function stepPoints(
  { steps, stepsPerEpoch }: Curves,
  quantity: 'loss' | 'learningRate' | 'gradientNorm' | 'clippedNorm',
): Point[] {
  return steps
    .map((point) => ({ x: point.step / stepsPerEpoch, y: point[quantity] }))
    .filter(({ y }) => Number.isFinite(y));
}

/** Each point averaged with those before it, over about a fortieth of the curve. */
function smoothed(points: readonly Point[]): Point[] {
  const weight = 1 - 1 / Math.max(1, points.length / 40);
  let average = points[0]?.y ?? 0;
  return points.map(({ x, y }) => {
    average = weight * average + (1 - weight) * y;
    return { x, y: average };
  });
}

function markersOf(run: Run | null): Marker[] {
  return run ? [...phaseMarkers(run), ...rateMarkers(run), ...endMarkers(run)] : [];
}

/** Where one phase of a transfer ends and the next begins. */
function phaseMarkers({ specification }: Run): Marker[] {
  const { phases } = specification.plan.train;
  let begin = 0;
  return phases.flatMap(({ name, epochs }, at) => {
    const marker = { x: begin, label: name || t('phase {0}', at + 1) };
    begin += epochs;
    return phases.length > 1 ? [marker] : [];
  });
}

/** Schedules that change the rate at once, epochs apart; what changes all the time needs no marks. */
const SUDDEN: ReadonlySet<string> = new Set(['step', 'reduce_on_plateau']);

function rateMarkers({ specification, epochs }: Run): Marker[] {
  const sudden = specification.plan.train.phases.some(({ schedule }) => SUDDEN.has(schedule.name));
  if (!sudden) return [];
  return epochs.flatMap(({ epoch, learningRate, phase }, at) => {
    const before = epochs[at - 1];
    if (!before || before.phase !== phase || before.learningRate === learningRate) return [];
    return [{ x: epoch - 1, label: t('rate {0}', formatPower(learningRate)) }];
  });
}

function endMarkers({ end }: Run): Marker[] {
  if (end?.type === 'diverged') return [{ x: end.epoch, label: t('diverged') }];
  if (end?.type !== 'finished') return [];
  const { epoch, bestEpoch, reason } = end;
  const markers: Marker[] = [];
  if (bestEpoch !== epoch) markers.push({ x: bestEpoch, label: t('best epoch') });
  if (reason === 'early_stopping') markers.push({ x: epoch, label: t('early stop') });
  return markers;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
