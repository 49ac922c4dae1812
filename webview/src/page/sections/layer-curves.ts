/** Gradient and update size of each layer over time: the picture of vanishing and exploding gradients. */
import type { Point, Series } from '../charts/chart-description.ts';
import { LineChart } from '../charts/line-chart.ts';
import type { Band } from '../charts/markers.ts';
import { rampColor } from '../charts/theme.ts';
import { whenChanged } from '../elements.ts';
import { formatPower } from '../format.ts';
import { t } from '../localization.ts';
import type { Actions, Run, Section } from '../state.ts';
import { endOf } from './curves.ts';

type Quantity = 'gradientRms' | 'updateRatio';

const titles: Readonly<Record<Quantity, string>> = {
  gradientRms: t('Gradient by layer (RMS)'),
  updateRatio: t('Update relative to weights, by layer'),
};

/**
 * Around 1e-3 is what trainings that go well show (Karpathy, CS231n: “ratio of weights:updates”); an order of magnitude to
 * either side is drawn as usual.
 */
const USUAL_UPDATES: Band = { low: 1e-4, high: 1e-2 };

/** A line a layer, on a logarithmic axis. */
export function createLayerCurves(actions: Actions, quantity: Quantity): Section {
  const chart = new LineChart({
    title: titles[quantity],
    quantity,
    ...(quantity === 'updateRatio' ? { band: USUAL_UPDATES } : {}),
    xTitle: t('epoch'),
    logarithmic: true,
    format: formatPower,
    export: actions.export,
  });
  const changed = whenChanged();
  return {
    element: chart.element,
    update(state) {
      const { run } = state;
      changed([run?.epochs, run?.id], () =>
        chart.update(() => ({ series: run ? layerSeries(run, quantity) : [], end: endOf(state) })),
      );
    },
  };
}

/** From the first layer to the last, in the colours of a ramp. Zeros have no place on a logarithmic axis. */
function layerSeries(run: Run, quantity: Quantity): Series[] {
  // All epochs have the same layers in the same order; those that are frozen at first learn later.
  const [first, last] = [run.epochs[0]?.layers ?? [], run.epochs.at(-1)?.layers];
  const probed = first.flatMap(({ id, weights }, place) =>
    weights || last?.[place]?.weights ? [{ id, place }] : [],
  );
  return probed.map(({ id, place }, position) => ({
    label: id,
    color: () => rampColor(probed.length > 1 ? position / (probed.length - 1) : 0.2),
    points: measuredPoints(
      run.epochs.map(({ epoch, layers }) => ({
        x: epoch,
        y: layers[place]?.weights?.[quantity] ?? 0,
      })),
    ),
  }));
}

/** Between two measurements epochs repeat the earlier one: the line goes straight from one to the next. */
function measuredPoints(points: readonly Point[]): Point[] {
  const drawable = points.filter(({ y }) => y > 0 && Number.isFinite(y));
  const last = drawable.length - 1;
  return drawable.filter(({ y }, at) => at === last || y !== drawable[at - 1]?.y);
}
