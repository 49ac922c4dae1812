/** The stored runs: look at one again, lay curves over each other, compare the texts. */
import type { RunSummary } from '../../protocol.ts';
import { button, element, replaceContent, whenChanged } from '../elements.ts';
import { formatDuration, formatMetric } from '../format.ts';
import { language, t } from '../localization.ts';
import { metricName, stateName } from '../names.ts';
import { type Actions, isActive, type PanelState, type Section } from '../state.ts';
import { nameInBlock } from '../stored-runs.ts';
import { comparisonCard } from './comparison.ts';

export function createRuns(actions: Actions): Section {
  const container = element('div', { class: 'scroll', tabindex: -1 });
  const others = element('div', { class: 'scroll', tabindex: -1 });
  const comparisons = element('div', { class: 'comparisons' });
  const changed = whenChanged();
  return {
    element: element(
      'section',
      { class: 'runs', 'aria-labelledby': 'runs-title' },
      element('h2', { id: 'runs-title' }, t('Runs')),
      container,
      others,
      comparisons,
    ),
    update(state) {
      const { runs, compared, run } = state;
      changed([runs, state.others, compared, run?.id, run?.end, isActive(run)], () => {
        replaceContent(container, runs.length > 0 ? table(state, actions) : emptyState());
        replaceContent(others, run && state.others.length > 0 ? othersTable(state, actions) : null);
        const beside = run ? compared : [];
        replaceContent(
          comparisons,
          ...beside.map((other) => (run ? comparisonCard(run, other) : null)),
        );
      });
    },
  };
}

function emptyState(): HTMLElement {
  const text = t(
    'Every training is kept here, with its text and its curves. Press Train for the first.',
  );
  return element('p', { class: 'empty-state' }, text);
}

/** Runs of the file's other train blocks: nothing is done with them here but compared. */
function othersTable(state: PanelState, actions: Actions): HTMLElement {
  const { others } = state;
  const metrics = [...new Set(others.flatMap(({ summary }) => Object.keys(summary.metrics)))];
  const heads: Heads = [
    [t('Compare'), null],
    [t('Run'), null],
    [t('Model'), null],
    [t('State'), null],
    ...metrics.map((metric) => [metricName(metric), 'numeric'] as const),
    [t('Epochs'), 'numeric'],
    [t('Time'), 'numeric'],
  ];
  const body = others.map(({ train, summary }) => {
    const name = nameInBlock(train, summary.name);
    return element(
      'tr',
      {},
      element('td', {}, compareBox({ ...summary, name }, state, actions)),
      element('th', { scope: 'row' }, name),
      element('td', {}, summary.model),
      element('td', {}, stateName(summary.state)),
      ...metrics.map((metric) => element('td', { class: 'numeric' }, metricOf(summary, metric))),
      element('td', { class: 'numeric' }, String(summary.epochs)),
      element('td', { class: 'numeric' }, formatDuration(summary.seconds)),
    );
  });
  return element(
    'table',
    { class: 'run-table others' },
    element('caption', {}, t('Other train blocks of this file')),
    headOf(heads),
    element('tbody', {}, ...body),
  );
}

/** Titles of columns, each with the class of its cells. */
type Heads = readonly (readonly [title: string, kind: 'numeric' | null])[];

function headOf(heads: Heads): HTMLElement {
  const cells = heads.map(([title, kind]) =>
    element('th', { scope: 'col', class: kind ?? undefined }, title),
  );
  return element('thead', {}, element('tr', {}, ...cells));
}

function table(state: PanelState, actions: Actions): HTMLElement {
  const metrics = [...new Set(state.runs.flatMap((run) => Object.keys(run.metrics)))];
  const heads: Heads = [
    [t('Compare'), null],
    [t('Run'), null],
    [t('State'), null],
    ...metrics.map((metric) => [metricName(metric), 'numeric'] as const),
    [t('Epochs'), 'numeric'],
    [t('Time'), 'numeric'],
    [t('Begun'), null],
    [t('Seed'), 'numeric'],
  ];
  return element(
    'table',
    { class: 'run-table', 'aria-labelledby': 'runs-title' },
    headOf(heads),
    element('tbody', {}, ...state.runs.flatMap((run) => rows(run, metrics, state, actions))),
  );
}

/** Numbers above, buttons below: these stay in sight where the numbers have to be scrolled. */
function rows(
  summary: RunSummary,
  metrics: readonly string[],
  state: PanelState,
  actions: Actions,
): HTMLElement[] {
  const { id, name } = summary;
  const shown = state.run?.id === id;
  const current = shown ? 'true' : null;
  const cells = [
    element('td', {}, compareBox(summary, state, actions)),
    element('th', { scope: 'row' }, name),
    element('td', {}, stateName(shown ? (state.run?.state ?? summary.state) : summary.state)),
    ...metrics.map((metric) => element('td', { class: 'numeric' }, metricOf(summary, metric))),
    element('td', { class: 'numeric' }, String(summary.epochs)),
    element('td', { class: 'numeric' }, formatDuration(summary.seconds)),
    element('td', {}, new Date(summary.startedAt).toLocaleString(language)),
    element('td', { class: 'numeric' }, String(summary.seed)),
  ];
  const buttons = element('td', { colspan: cells.length }, rowButtons(summary, state, actions));
  return [
    element('tr', { 'data-run': id, 'aria-current': current }, ...cells),
    element('tr', { class: 'run-buttons', 'aria-current': current }, buttons),
  ];
}

function compareBox({ id, name }: RunSummary, state: PanelState, actions: Actions): HTMLElement {
  const box = element('input', {
    type: 'checkbox',
    'aria-label': t('Draw {0} beside the present run', name),
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
  const show = button(t('Show'), () => actions.showRun(id), {
    label: t('Show {0}', name),
    key: `show ${id}`,
  });
  show.toggleAttribute('disabled', state.run?.id === id || isActive(state.run));
  return element(
    'div',
    { class: 'buttons' },
    show,
    resumeButton(summary, state, actions),
    textButton(summary, state, actions),
    button(t('Restore'), () => actions.restoreRunText(id), {
      label: t('Restore the text of {0} in the editor', name),
      key: `restore ${id}`,
    }),
    button(t('Rename'), () => actions.renameRun(id), {
      label: t('Rename {0}', name),
      key: `rename ${id}`,
    }),
    button(t('Export'), () => actions.exportRun(id, 'run'), {
      label: t('Export {0} with its curves as JSON', name),
      key: `export ${id}`,
    }),
    summary.saved &&
      button(t('Weights'), () => actions.exportRun(id, 'weights'), {
        label: t('Save the weights of {0} as a safetensors file', name),
        key: `weights ${id}`,
      }),
    button(t('Delete'), () => actions.deleteRun(id), {
      label: t('Delete {0}', name),
      key: `delete ${id}`,
    }),
  );
}

/** For trainings that were cut off and have a checkpoint. */
function resumeButton(
  { id, name, state, saved }: RunSummary,
  { run }: PanelState,
  actions: Actions,
): HTMLElement | null {
  const cutOff =
    state === 'interrupted' || ((state === 'training' || state === 'paused') && run?.id !== id);
  if (!saved || !cutOff) return null;
  const resume = button(t('Resume'), () => actions.resumeRun(id), {
    label: t('Resume {0} after epoch {1}', name, saved.epoch),
    key: `resume ${id}`,
  });
  resume.toggleAttribute('disabled', isActive(run));
  return resume;
}

/** With a run that is drawn beside the shown one, the two texts are compared; else the run's with the present one. */
function textButton({ id, name }: RunSummary, state: PanelState, actions: Actions): HTMLElement {
  const compared = state.compared.some(({ summary }) => summary.id === id);
  const other = compared && state.run ? state.run : null;
  return button(t('Text'), () => actions.showRunText(id, other?.id ?? null), {
    label: t('Text of {0} against {1}', name, other ? other.name : t('the present text')),
    key: `text ${id}`,
  });
}
