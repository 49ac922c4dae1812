/** Gradient and update size of each layer over time: the picture of vanishing and exploding gradients. */
import type { WeightProbe } from '#engine';
import { LineChart, type Point, type Series } from '../charts/line-chart.ts';
import { rampColor } from '../charts/theme.ts';
import { whenChanged } from '../elements.ts';
import { formatPower } from '../format.ts';
import type { Actions, Run, Section } from '../state.ts';

type Quantity = 'gradientRms' | 'updateRatio';

/** A line a layer, on a logarithmic axis. */
export function createLayerCurves(actions: Actions, title: string, quantity: Quantity): Section {
  const chart = new LineChart({
    title,
    quantity,
    xTitle: 'epoch',
    logarithmic: true,
    format: formatPower,
    export: actions.export,
  });
  const changed = whenChanged();
  return {
    element: chart.element,
    update({ run }) {
      changed([run?.epochs, run?.id], () => chart.update(run ? layerSeries(run, quantity) : []));
    },
  };
}

/** From the first layer to the last, in the colours of a ramp. Zeros have no place on a logarithmic axis. */
function layerSeries(run: Run, quantity: Quantity): Series[] {
  const probed = run.epochs[0]?.layers.filter(({ weights }) => weights !== null) ?? [];
  return probed.map(({ id }, position) => ({
    label: id,
    color: () => rampColor(probed.length > 1 ? position / (probed.length - 1) : 0.2),
    points: run.epochs.flatMap((record): Point[] => {
      const weights: WeightProbe | null | undefined = record.layers.find(
        (layer) => layer.id === id,
      )?.weights;
      const y = weights?.[quantity] ?? 0;
      return y > 0 && Number.isFinite(y) ? [{ x: record.epoch, y }] : [];
    }),
  }));
}
