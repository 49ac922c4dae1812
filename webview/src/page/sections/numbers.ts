/** The latest loss and metrics, large: training beside validation. */
import type { Metrics } from '#engine';
import type { Results } from '../../protocol.ts';
import { element, replaceContent, whenChanged } from '../elements.ts';
import { formatMetric } from '../format.ts';
import { t } from '../localization.ts';
import { metricName, partName } from '../names.ts';
import type { Run, Section } from '../state.ts';

export function createNumbers(): Section {
  const container = element('div', { class: 'numbers' });
  const changed = whenChanged();
  return {
    element: container,
    update({ run }) {
      changed([run?.epochs, run?.end], () => replaceContent(container, ...(run ? tiles(run) : [])));
    },
  };
}

/** A group for each metric. */
function tiles(run: Run): HTMLElement[] {
  const last = run.epochs.at(-1);
  if (!last) return [];
  // At the end, those of the weights that the model was left with.
  const end = run.end?.type === 'finished' ? run.end : null;
  const { train, validation } = end ?? last;
  const test = end?.test ?? null;
  return Object.keys(train).map((name) =>
    element(
      'dl',
      { class: 'number-group' },
      tile(name, train, 'train'),
      validation ? tile(name, validation, 'validation') : null,
      test ? tile(name, test, 'test') : null,
    ),
  );
}

function tile(name: string, metrics: Metrics, part: Results['part']): HTMLElement {
  const value = metrics[name] ?? Number.NaN;
  return element(
    'div',
    { class: `number ${part}` },
    element('dt', {}, t('{0} {1}', partName(part), metricName(name))),
    element('dd', {}, formatMetric(name, value)),
  );
}
