/** Two runs beside each other: how they differ in their text, and in what came of it. */
import type { StoredRun } from '../../protocol.ts';
import { diffLines } from '../diff.ts';
import { element } from '../elements.ts';
import { formatDuration, formatMetric } from '../format.ts';
import { t } from '../localization.ts';
import { metricName } from '../names.ts';
import type { Run } from '../state.ts';
import { nameBeside, summaryOf } from '../stored-runs.ts';
import { diffView } from './diff-view.ts';

/** @param run the one that is shown */
export function comparisonCard(run: Run, other: StoredRun): HTMLElement {
  const own = summaryOf(run);
  const their = { ...other.summary, name: nameBeside(run.specification.train, other) };
  const metrics = [...new Set([...Object.keys(own.metrics), ...Object.keys(their.metrics)])];
  const value = (all: Readonly<Record<string, number>>, name: string) => {
    const found = all[name];
    return found === undefined ? '' : formatMetric(name, found);
  };
  const rows: [string, string, string][] = [
    ...metrics.map((name): [string, string, string] => [
      metricName(name),
      value(own.metrics, name),
      value(their.metrics, name),
    ]),
    [t('Epochs'), String(own.epochs), String(their.epochs)],
    [t('Time'), formatDuration(own.seconds), formatDuration(their.seconds)],
    [t('Seed'), String(own.seed), String(their.seed)],
  ];
  const same = run.specification.text === other.specification.text;
  const title = t('{0} and {1}', own.name, their.name);
  return element(
    'div',
    { class: 'card' },
    element('h3', {}, title),
    element(
      'table',
      { class: 'metrics', 'aria-label': title },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('td'),
          ...[own.name, their.name].map((name) => element('th', { scope: 'col' }, name)),
        ),
      ),
      element(
        'tbody',
        {},
        ...rows.map(([name, first, second]) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, name),
            element('td', {}, first),
            element('td', {}, second),
          ),
        ),
      ),
    ),
    same
      ? element('p', { class: 'quiet' }, t('Both have the same text.'))
      : diffView(
          diffLines(other.specification.text, run.specification.text),
          t('How the text of {0} became that of {1}', their.name, own.name),
        ),
  );
}
