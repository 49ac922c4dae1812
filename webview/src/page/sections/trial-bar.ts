/** Over all findings: try everything that was suggested, watch the progress, cancel. */
import { button, element, icon, replaceContent, setText, whenChanged } from '../elements.ts';
import { formatShare } from '../format.ts';
import { t } from '../localization.ts';
import { type Actions, isActive, type PanelState, type Section } from '../state.ts';

/** The button that cancels stays the same while trials run: one that is made anew cannot be clicked. */
export function createTrialBar(actions: Actions): Section {
  const container = element('div', { class: 'trial-bar' });
  const bar = element('progress', { max: 1, 'aria-label': t('Trials done') });
  const share = element('span');
  const cancel = button(t('Cancel'), () => actions.cancelTrials(), { key: 'cancel-trials' });
  const running = element('div', { class: 'trying' }, t('Trying'), bar, share, cancel);
  const changed = whenChanged();
  return {
    element: container,
    update(state) {
      const { suggestions, ignored, trials, applied, run } = state;
      if (trials.state === 'running') {
        bar.value = trials.done;
        setText(share, formatShare(trials.done));
      }
      changed([suggestions, ignored, trials.state, applied, isActive(run)], () =>
        replaceContent(container, trials.state === 'running' ? running : offer(state, actions)),
      );
    },
  };
}

function offer(state: PanelState, actions: Actions): HTMLElement | null {
  const { trials } = state;
  if (trials.state === 'failed') {
    return element('div', { class: 'trying' }, icon('warning'), trials.message);
  }
  const open = state.suggestions.filter(({ id }) => !state.ignored.has(id)).map(({ id }) => id);
  if (open.length < 2 || state.applied?.fault === null || isActive(state.run)) return null;
  return button(t('Try All {0}', open.length), () => actions.tryAll(open), {
    key: 'try-all',
    label: t('Try All {0}: train every suggestion on the side and compare', open.length),
  });
}
