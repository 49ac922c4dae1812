/** Gradient and update size of each layer over time: the picture of vanishing and exploding gradients. */
import type { WeightProbe } from '#engine';
import { LineChart, type Point, type Series } from '../charts/line-chart.ts';
import { rampColor } from '../charts/theme.ts';
import { element, whenChanged } from '../elements.ts';
import { formatPower } from '../format.ts';
import type { Actions, Run, Section } from '../state.ts';

export function createGradientFlow(actions: Actions): Section {
  const common = {
    xTitle: 'epoch',
    logarithmic: true,
    format: formatPower,
    export: actions.export,
  };
  const gradients = new LineChart({ ...common, title: 'Gradient by layer (RMS)' });
  const updates = new LineChart({ ...common, title: 'Update relative to weights, by layer' });
  const changed = whenChanged();
  return {
    element: element(
      'section',
      { 'aria-labelledby': 'flow-title' },
      element('h2', { id: 'flow-title', class: 'section-title' }, 'Gradient flow'),
      element('div', { class: 'charts' }, gradients.element, updates.element),
    ),
    update({ run }) {
      changed([run?.epochs, run?.id], () => {
        gradients.update(run ? layerSeries(run, 'gradientRms') : []);
        updates.update(run ? layerSeries(run, 'updateRatio') : []);
      });
    },
  };
}

/** From the first layer to the last, in the colours of a ramp. Zeros have no place on a logarithmic axis. */
function layerSeries(run: Run, quantity: 'gradientRms' | 'updateRatio'): Series[] {
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
