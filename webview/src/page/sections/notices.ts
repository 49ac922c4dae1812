/** Short messages over the charts: why a text cannot be trained, that it has changed, that something broke. */
import { button, element, type IconName, icon, replaceContent, whenChanged } from '../elements.ts';
import { formatPlural } from '../format.ts';
import { type Actions, differsFromRun, isActive, type PanelState, type Section } from '../state.ts';

export function createNotices(actions: Actions): Section {
  const container = element('div', { class: 'notices', 'aria-live': 'polite' });
  const changed = whenChanged();
  return {
    element: container,
    update(state) {
      const differs = differsFromRun(state) && state.problems.length === 0;
      const reason = state.run?.end?.type === 'diverged' ? state.run.end : null;
      const { fault, problems, applied } = state;
      const runState = state.run?.state;
      changed([differs, fault, problems, applied, runState, reason], () => {
        const notices = [
          fault === null ? null : notice('error', fault),
          problems.length > 0 ? problemsNotice(state, actions) : null,
          interruptedNotice(state),
          differs ? changedNotice(state, actions) : null,
          applied?.fault ? notice('warning', applied.fault) : null,
        ];
        replaceContent(container, ...notices);
      });
    },
  };
}

function notice(kind: IconName, ...content: (Node | string)[]): HTMLElement {
  return element('div', { class: `notice ${kind}` }, icon(kind), element('div', {}, ...content));
}

function problemsNotice({ problems, fileName }: PanelState, actions: Actions): HTMLElement {
  const entries = problems.map(({ message, origin }) =>
    element(
      'li',
      {},
      message,
      ' ',
      origin === null
        ? null
        : element(
            'button',
            { type: 'button', class: 'link', on: { click: () => actions.reveal(origin) } },
            `line ${origin.line + 1}`,
          ),
    ),
  );
  const heading = `${fileName} cannot be trained: ${formatPlural(problems.length, 'problem')}.`;
  return notice('error', element('strong', {}, heading), element('ul', {}, ...entries));
}

function interruptedNotice({ run }: PanelState): HTMLElement | null {
  if (run?.state === 'interrupted') {
    const epochs = formatPlural(run.epochs.at(-1)?.epoch ?? 0, 'epoch');
    return notice('warning', `This training was cut off after ${epochs}. What it showed is kept.`);
  }
  if (run?.end?.type !== 'diverged') return null;
  const { layer, epoch, step, where } = run.end;
  const place = layer === null ? `the ${where}` : `the ${where} of ${layer}`;
  return notice(
    'error',
    `In epoch ${epoch}, step ${step}, ${place} became infinite or no number at all. The training ended there.`,
  );
}

function changedNotice(state: PanelState, actions: Actions): HTMLElement {
  const active = isActive(state.run);
  const text =
    state.applied?.fault === null
      ? 'The edit is in the text; undo in the editor takes it back.'
      : active
        ? 'The text has changed since. This training goes on with the text that it began with.'
        : 'The text has changed since this training.';
  const again = button('Train Again', () => actions.train(), {
    key: 'train-changed',
    icon: 'play',
  });
  return notice('information', text, ' ', active ? '' : again);
}
