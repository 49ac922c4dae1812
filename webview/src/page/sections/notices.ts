/** Short messages over the charts: why a text cannot be trained, that it has changed, that something broke. */
import type { DivergedEvent } from '#engine';
import { button, element, type IconName, icon, replaceContent, whenChanged } from '../elements.ts';
import { plural, t } from '../localization.ts';
import { SILENCE_SECONDS } from '../pulse.ts';
import {
  type Actions,
  differsFromRun,
  isActive,
  type PanelState,
  type Section,
  savedPlace,
} from '../state.ts';

export function createNotices(actions: Actions): Section {
  const container = element('div', { class: 'notices', 'aria-live': 'polite' });
  const changed = whenChanged();
  return {
    element: container,
    update(state) {
      const differs = differsFromRun(state) && state.problems.length === 0;
      const reason = state.run?.end?.type === 'diverged' ? state.run.end : null;
      const { fault, silent, problems, applied, gone, replaced } = state;
      const saved = savedPlace(state);
      const runState = state.run?.state;
      const shown = [fault, silent, problems, applied, runState, reason, gone, replaced, saved];
      changed([differs, ...shown], () => {
        const notices = [
          fault === null ? null : notice('error', fault),
          silent ? silentNotice(state, actions) : null,
          problems.length > 0 ? problemsNotice(state, actions) : null,
          interruptedNotice(state, actions),
          replaced === null ? null : notice('information', replacedWords(replaced)),
          gone ? goneNotice(state, actions) : null,
          differs && !gone ? changedNotice(state, actions) : null,
          applied?.fault ? notice('warning', applied.fault) : null,
        ];
        replaceContent(container, ...notices);
      });
    },
  };
}

/** @param action what the person can do about it */
function notice(
  kind: IconName,
  content: string | readonly Node[],
  action: HTMLElement | null = null,
): HTMLElement {
  const words = element('div', {}, ...(typeof content === 'string' ? [content] : content));
  return element('div', { class: `notice ${kind}` }, icon(kind), element('div', {}, words, action));
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
            t('line {0}', origin.line + 1),
          ),
    ),
  );
  const count = plural(problems.length, t('{0} problem'), t('{0} problems'));
  const heading = t('{0} cannot be trained: {1}.', fileName, count);
  return notice('error', [element('strong', {}, heading), element('ul', {}, ...entries)]);
}

function interruptedNotice(state: PanelState, actions: Actions): HTMLElement | null {
  const { run } = state;
  // One that never began has shown nothing; the fault says why.
  if (run?.state === 'interrupted' && run.started) {
    const epochs = plural(run.epochs.at(-1)?.epoch ?? 0, t('{0} epoch'), t('{0} epochs'));
    const cut = t('This training was cut off after {0}. What it showed is kept.', epochs);
    const saved = savedPlace(state);
    if (!saved) return notice('warning', cut);
    const behind = plural(saved.epoch, t('{0} epoch'), t('{0} epochs'));
    const resume = button(t('Resume'), () => actions.resume(), {
      key: 'resume-interrupted',
      icon: 'play',
    });
    const offer = t('Its state after {0} is saved: it can go on from there.', behind);
    return notice('warning', `${cut} ${offer}`, resume);
  }
  if (run?.end?.type !== 'diverged') return null;
  const { layer, epoch, step, where } = run.end;
  const place = layer === null ? places[where] : t('{0} of {1}', places[where], layer);
  return notice(
    'error',
    t(
      'In epoch {0}, step {1}, {2} became infinite or no number at all. The training ended there.',
      epoch,
      step,
      place,
    ),
  );
}

/** A worker that is in a very long step looks the same as one that is dead: the person decides. */
function silentNotice(state: PanelState, actions: Actions): HTMLElement {
  const silence = t(
    'The training has not answered for {0} s: its step takes long, or it has died.',
    SILENCE_SECONDS,
  );
  const saved = savedPlace(state);
  const giveUp = button(saved ? t('Resume') : t('End It'), () => actions.giveUp(), {
    key: 'give-up',
    ...(saved ? { icon: 'play' } : {}),
  });
  if (!saved) return notice('warning', `${silence} ${t('What it showed is kept.')}`, giveUp);
  const behind = plural(saved.epoch, t('{0} epoch'), t('{0} epochs'));
  const offer = t('Its state after {0} is saved: it can go on from there.', behind);
  return notice('warning', `${silence} ${offer}`, giveUp);
}

const places: Readonly<Record<DivergedEvent['where'], string>> = {
  activation: t('the activation'),
  loss: t('the loss'),
  gradient: t('the gradient'),
  weight: t('the weight'),
};

function replacedWords(name: string): string {
  return t('{0} was cut off for this training; it can be resumed from the list of runs.', name);
}

/** The file was deleted: its text is still with the run. */
function goneNotice({ run, fileName }: PanelState, actions: Actions): HTMLElement {
  const deleted = t('{0} was deleted.', fileName);
  if (!run) return notice('warning', deleted);
  const restore = button(t('Restore the Text'), () => actions.restoreRunText(run.id), {
    key: 'restore-gone',
  });
  return notice('warning', `${deleted} ${t('The run has kept its text.')}`, restore);
}

function changedNotice(state: PanelState, actions: Actions): HTMLElement {
  const active = isActive(state.run);
  const text =
    state.applied?.fault === null
      ? t('The edit is in the text; undo in the editor takes it back.')
      : active
        ? t('The text has changed since. This training goes on with the text that it began with.')
        : t('The text has changed since this training.');
  const again = button(t('Train Again'), () => actions.train(), {
    key: 'train-changed',
    icon: 'play',
  });
  return notice('information', text, active ? null : again);
}
