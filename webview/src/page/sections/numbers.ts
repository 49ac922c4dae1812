/** The latest loss and metrics, large: training beside validation. */
import type { Metrics } from '#engine';
import { element, replaceContent, whenChanged } from '../elements.ts';
import { formatMetric, words } from '../format.ts';
import type { Run, Section } from '../state.ts';

export function createNumbers(): Section {
  const container = element('dl', { class: 'numbers' });
  const changed = whenChanged();
  return {
    element: container,
    update({ run }) {
      changed([run?.epochs, run?.end], () => replaceContent(container, ...(run ? tiles(run) : [])));
    },
  };
}

function tiles(run: Run): HTMLElement[] {
  const last = run.epochs.at(-1);
  if (!last) return [];
  const names = Object.keys(last.train);
  const test = run.end?.type === 'finished' ? run.end.test : null;
  return names.flatMap((name) => [
    tile(`training ${words(name)}`, name, last.train, 'train'),
    ...(last.validation
      ? [tile(`validation ${words(name)}`, name, last.validation, 'validation')]
      : []),
    ...(test ? [tile(`test ${words(name)}`, name, test, 'test')] : []),
  ]);
}

function tile(title: string, name: string, metrics: Metrics, part: string): HTMLElement {
  const value = metrics[name] ?? Number.NaN;
  return element(
    'div',
    { class: `number ${part}` },
    element('dt', {}, title),
    element('dd', {}, formatMetric(name, value)),
  );
}
