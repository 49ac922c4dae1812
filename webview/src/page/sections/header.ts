/** Which model learns from which data, how far it is, and the buttons that start, hold and end it. */
import {
  button,
  element,
  type IconName,
  icon,
  replaceContent,
  setText,
  whenChanged,
} from '../elements.ts';
import { formatCount, formatDuration, formatShare } from '../format.ts';
import { plural, t } from '../localization.ts';
import { stateName } from '../names.ts';
import {
  type Actions,
  isActive,
  type PanelState,
  type Run,
  type Section,
  savedPlace,
  shownSpecification,
} from '../state.ts';

type Phase = Run['state'] | 'idle' | 'preparing' | 'unable';

const phases: Readonly<Record<Phase, { readonly words: string; readonly icon: IconName }>> = {
  idle: { words: t('Ready'), icon: 'none' },
  unable: { words: t('Cannot be trained'), icon: 'error' },
  preparing: { words: t('Preparing'), icon: 'none' },
  training: { words: stateName('training'), icon: 'play' },
  paused: { words: stateName('paused'), icon: 'pause' },
  finished: { words: stateName('finished'), icon: 'check' },
  stopped: { words: stateName('stopped'), icon: 'stop' },
  diverged: { words: stateName('diverged'), icon: 'error' },
  interrupted: { words: stateName('interrupted'), icon: 'warning' },
};

export function createHeader(actions: Actions): Section {
  const title = element('h1');
  const phase = element('span', { class: 'phase', role: 'status' });
  const facts = element('p', {
    class: 'facts',
    title: t('Samples: to learn from / for validation / for the test at the end'),
  });
  const progress = element('progress', { max: 1, 'aria-label': t('Share of the training done') });
  const place = element('span', { class: 'place' });
  const pace = element('span', {
    class: 'pace',
    title: t('Probes: the share of the time that looking into the network takes'),
  });
  const notes = element('p', { class: 'quiet' });
  const buttons = element('div', { class: 'buttons', role: 'group', 'aria-label': t('Training') });
  const phaseChanged = whenChanged();
  return {
    element: element(
      'header',
      { class: 'header' },
      element('div', { class: 'title' }, element('div', {}, title, facts), phase, buttons),
      element('div', { class: 'progress' }, progress, place, pace),
      notes,
    ),
    update(state) {
      const current = phaseOf(state);
      setText(title, titleOf(state));
      setText(facts, factsOf(state));
      setText(notes, state.run?.started?.notes?.join(' ') ?? '');
      notes.hidden = notes.textContent === '';
      setText(place, placeOf(state.run));
      setText(pace, paceOf(state.run));
      // A training that stopped early, because nothing more was to be gained, is done.
      const { run } = state;
      if (isActive(run) && !run?.started) progress.removeAttribute('value');
      else progress.value = run?.state === 'finished' ? 1 : (run?.done ?? 0);
      const canTrain = state.problems.length === 0;
      const canResume = current === 'interrupted' && savedPlace(state) !== null;
      phaseChanged([current, canTrain, canResume], () => {
        phase.dataset.phase = current;
        replaceContent(phase, icon(phases[current].icon), phases[current].words);
        replaceContent(buttons, ...buttonsFor(current, canResume, actions));
      });
    },
  };
}

function phaseOf(state: PanelState): Phase {
  if (state.preparing) return 'preparing';
  if (isActive(state.run)) return state.run?.state ?? 'idle';
  if (state.problems.length > 0) return 'unable';
  return state.run?.state ?? 'idle';
}

function titleOf(state: PanelState): string {
  const plan = shownSpecification(state)?.plan;
  return plan ? t('{0} on {1}', plan.model.name, plan.data.name) : state.fileName || t('Training');
}

function factsOf(state: PanelState): string {
  const specification = shownSpecification(state);
  if (!specification) return '';
  const { fileName, saved, plan } = specification;
  const started = state.run?.started;
  const parts = [
    saved ? fileName : t('{0} (unsaved text)', fileName),
    t('seed {0}', plan.train.seed),
  ];
  if (state.run) parts.unshift(state.run.name);
  if (started) {
    const { train, validation, test } = started.samples;
    parts.push(plural(started.parameters, t('{0} parameter'), t('{0} parameters')));
    parts.push(t('{0} samples', [train, validation, test].map(formatCount).join(' / ')));
  }
  return parts.join(' · ');
}

function placeOf(run: Run | null): string {
  if (!run?.started) return isActive(run) ? t('Reading the data, building the model') : '';
  const { epochs } = run.started;
  const ended = run.epochs.at(-1)?.epoch ?? 0;
  // Between two epochs nothing of the next one is done.
  const underWay = isActive(run) && (run.state === 'training' || run.done * epochs > ended + 1e-6);
  const current = underWay ? Math.min(ended + 1, epochs) : ended;
  const place = t('Epoch {0} / {1}', formatCount(current), formatCount(epochs));
  const phase = phaseAt(run, current);
  return phase === '' ? place : `${place} · ${t('phase {0}', phase)}`;
}

/** The name of the phase that an epoch belongs to; empty for a training without phases. */
function phaseAt({ specification }: Run, epoch: number): string {
  let left = epoch;
  for (const { name, epochs } of specification.plan.train.phases) {
    if (left <= epochs) return name;
    left -= epochs;
  }
  return '';
}

function paceOf(run: Run | null): string {
  const last = run?.epochs.at(-1);
  if (!run || !last) return '';
  const parts = [formatDuration(last.seconds)];
  if (run.state === 'training' && run.done > 0) {
    parts[0] = t('{0} left', formatDuration((last.seconds / last.epoch) * leftEpochs(run)));
  }
  if (isActive(run)) parts.push(t('{0} samples/s', formatCount(run.samplesPerSecond)));
  if (last.probeSeconds > 0) {
    parts.push(t('probes {0}', formatShare(last.probeSeconds / last.seconds)));
  }
  return parts.join(' · ');
}

function leftEpochs(run: Run): number {
  return (run.started?.epochs ?? 0) * (1 - run.done);
}

function buttonsFor(phase: Phase, canResume: boolean, actions: Actions): HTMLElement[] {
  const pause = button(t('Pause'), () => actions.pause(), {
    icon: 'pause',
    key: 'pause',
    primary: true,
  });
  const resume = button(t('Resume'), () => actions.resume(), {
    icon: 'play',
    key: 'resume',
    primary: true,
  });
  const step = button(t('Step'), () => actions.step(), {
    icon: 'step',
    key: 'step',
    label: t('Step: train one epoch and pause'),
  });
  const stop = button(t('Stop'), () => actions.stop(), { icon: 'stop', key: 'stop' });
  const reset = button(t('Reset'), () => actions.reset(), {
    icon: 'reset',
    key: 'reset',
    label: t('Reset: clear the panel; the run stays in the list'),
  });
  const train = (text: string, primary = true) =>
    button(text, () => actions.train(), { icon: 'play', key: 'train', primary });
  switch (phase) {
    case 'preparing':
      return [];
    case 'training':
      return [pause, step, stop];
    case 'paused':
      return [resume, step, stop, reset];
    case 'idle':
      return [train(t('Train')), step];
    case 'unable':
      return [train(t('Check Again'))];
    default:
      return canResume
        ? [resume, train(t('Train Again'), false), reset]
        : [train(t('Train Again')), reset];
  }
}
