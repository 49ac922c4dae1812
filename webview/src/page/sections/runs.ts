/** The stored runs: look at one again, lay curves over each other, compare the texts. */
import type { RunSummary } from '../../protocol.ts';
import { button, element, replaceContent, whenChanged } from '../elements.ts';
import { formatDuration, formatMetric, words } from '../format.ts';
import { type Actions, isActive, type PanelState, type Section } from '../state.ts';

export function createRuns(actions: Actions): Section {
  const container = element('div', { class: 'scroll' });
  const changed = whenChanged();
  return {
    element: element(
      'section',
      { class: 'runs', 'aria-labelledby': 'runs-title' },
      element('h2', { id: 'runs-title' }, 'Runs'),
      container,
    ),
    update(state) {
      const { runs, compared, run } = state;
      changed([runs, compared, run?.id, isActive(run)], () =>
        replaceContent(container, runs.length > 0 ? table(state, actions) : emptyState()),
      );
    },
  };
}

function emptyState(): HTMLElement {
  const text =
    'Every training is kept here, with its text and its curves. Press Train for the first.';
  return element('p', { class: 'empty-state' }, text);
}

function table(state: PanelState, actions: Actions): HTMLElement {
  const metrics = [...new Set(state.runs.flatMap((run) => Object.keys(run.metrics)))];
  const titles = [
    ['Compare', undefined],
    ['Run', undefined],
    ['State', undefined],
    ...metrics.map((metric) => [words(metric), 'numeric'] as const),
    ['Epochs', 'numeric'],
    ['Time', 'numeric'],
    ['Begun', undefined],
    ['Seed', 'numeric'],
  ] as const;
  return element(
    'table',
    { class: 'run-table', 'aria-labelledby': 'runs-title' },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...titles.map(([title, kind]) => element('th', { scope: 'col', class: kind }, title)),
        element('td'),
      ),
    ),
    element('tbody', {}, ...state.runs.map((run) => row(run, metrics, state, actions))),
  );
}

function row(
  summary: RunSummary,
  metrics: readonly string[],
  state: PanelState,
  actions: Actions,
): HTMLElement {
  const { id, name } = summary;
  const shown = state.run?.id === id;
  return element(
    'tr',
    { 'data-run': id, 'aria-current': shown ? 'true' : null },
    element('td', {}, compareBox(summary, state, actions)),
    element('th', { scope: 'row' }, name),
    element('td', {}, shown ? (state.run?.state ?? summary.state) : summary.state),
    ...metrics.map((metric) => element('td', { class: 'numeric' }, metricOf(summary, metric))),
    element('td', { class: 'numeric' }, String(summary.epochs)),
    element('td', { class: 'numeric' }, formatDuration(summary.seconds)),
    element('td', {}, new Date(summary.startedAt).toLocaleString()),
    element('td', { class: 'numeric' }, String(summary.seed)),
    element('td', {}, rowButtons(summary, state, actions)),
  );
}

function compareBox({ id, name }: RunSummary, state: PanelState, actions: Actions): HTMLElement {
  const box = element('input', {
    type: 'checkbox',
    'aria-label': `Draw ${name} beside the present run`,
    'data-key': `compare ${id}`,
    disabled: state.run?.id === id,
    on: { change: () => actions.compareRun(id, box.checked) },
  });
  box.checked = state.compared.some(({ summary }) => summary.id === id);
  return box;
}

function metricOf({ metrics }: RunSummary, name: string): string {
  const value = metrics[name];
  return value === undefined ? '' : formatMetric(name, value);
}

function rowButtons(summary: RunSummary, state: PanelState, actions: Actions): HTMLElement {
  const { id, name } = summary;
  const shown = state.run?.id === id;
  const show = button('Show', () => actions.showRun(id), {
    label: `Show ${name}`,
    key: `show ${id}`,
  });
  show.toggleAttribute('disabled', shown || isActive(state.run));
  return element(
    'div',
    { class: 'buttons' },
    show,
    textButton(summary, state, actions),
    button('Restore', () => actions.restoreRunText(id), {
      label: `Restore the text of ${name} in the editor`,
      key: `restore ${id}`,
    }),
    button('Rename', () => actions.renameRun(id), { label: `Rename ${name}`, key: `rename ${id}` }),
    button('Delete', () => actions.deleteRun(id), { label: `Delete ${name}`, key: `delete ${id}` }),
  );
}

/** With a run that is drawn beside the shown one, the two texts are compared; else the run's with the present one. */
function textButton({ id, name }: RunSummary, state: PanelState, actions: Actions): HTMLElement {
  const compared = state.compared.some(({ summary }) => summary.id === id);
  const other = compared && state.run ? state.run : null;
  return button('Text', () => actions.showRunText(id, other?.id ?? null), {
    label: `Text of ${name} against ${other ? other.name : 'the present text'}`,
    key: `text ${id}`,
  });
}
