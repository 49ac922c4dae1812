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
import { formatCount, formatDuration, formatPlural, formatShare } from '../format.ts';
import {
  type Actions,
  isActive,
  type PanelState,
  type Run,
  type Section,
  shownSpecification,
} from '../state.ts';

type Phase = Run['state'] | 'idle' | 'preparing' | 'unable';

const phases: Readonly<Record<Phase, { readonly words: string; readonly icon: IconName }>> = {
  idle: { words: 'Ready', icon: 'none' },
  unable: { words: 'Cannot be trained', icon: 'error' },
  preparing: { words: 'Preparing', icon: 'none' },
  training: { words: 'Training', icon: 'play' },
  paused: { words: 'Paused', icon: 'pause' },
  finished: { words: 'Finished', icon: 'check' },
  stopped: { words: 'Stopped', icon: 'stop' },
  diverged: { words: 'Diverged', icon: 'error' },
  interrupted: { words: 'Interrupted', icon: 'warning' },
};

export function createHeader(actions: Actions): Section {
  const title = element('h1');
  const phase = element('span', { class: 'phase', role: 'status' });
  const facts = element('p', { class: 'facts' });
  const progress = element('progress', { max: 1, 'aria-label': 'Share of the training done' });
  const place = element('span', { class: 'place' });
  const pace = element('span', { class: 'pace' });
  const buttons = element('div', { class: 'buttons', role: 'group', 'aria-label': 'Training' });
  const phaseChanged = whenChanged();
  return {
    element: element(
      'header',
      { class: 'header' },
      element('div', { class: 'title' }, element('div', {}, title, facts), phase, buttons),
      element('div', { class: 'progress' }, progress, place, pace),
    ),
    update(state) {
      const current = phaseOf(state);
      setText(title, titleOf(state));
      setText(facts, factsOf(state));
      setText(place, placeOf(state.run));
      setText(pace, paceOf(state.run));
      progress.value = state.run?.done ?? 0;
      const canTrain = state.problems.length === 0;
      phaseChanged([current, canTrain], () => {
        phase.dataset.phase = current;
        replaceContent(phase, icon(phases[current].icon), phases[current].words);
        replaceContent(buttons, ...buttonsFor(current, actions));
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
  return plan ? `${plan.model.name} on ${plan.data.name}` : state.fileName || 'Training';
}

function factsOf(state: PanelState): string {
  const specification = shownSpecification(state);
  if (!specification) return '';
  const { fileName, saved, plan } = specification;
  const started = state.run?.started;
  const parts = [saved ? fileName : `${fileName} (unsaved text)`, `seed ${plan.train.seed}`];
  if (state.run) parts.unshift(state.run.name);
  if (started) {
    const { train, validation, test } = started.samples;
    parts.push(formatPlural(started.parameters, 'parameter'));
    parts.push(`${[train, validation, test].map(formatCount).join(' / ')} samples`);
  }
  return parts.join(' · ');
}

function placeOf(run: Run | null): string {
  if (!run?.started) return '';
  const { epochs } = run.started;
  const ended = run.epochs.at(-1)?.epoch ?? 0;
  const current = isActive(run) ? Math.min(ended + 1, epochs) : ended;
  return `Epoch ${formatCount(current)} / ${formatCount(epochs)}`;
}

function paceOf(run: Run | null): string {
  const last = run?.epochs.at(-1);
  if (!run || !last) return '';
  const parts = [formatDuration(last.seconds)];
  if (run.state === 'training' && run.done > 0) {
    parts[0] = `${formatDuration((last.seconds / last.epoch) * leftEpochs(run))} left`;
  }
  if (isActive(run)) parts.push(`${formatCount(run.samplesPerSecond)} samples/s`);
  if (last.probeSeconds > 0) parts.push(`probes ${formatShare(last.probeSeconds / last.seconds)}`);
  return parts.join(' · ');
}

function leftEpochs(run: Run): number {
  return (run.started?.epochs ?? 0) * (1 - run.done);
}

function buttonsFor(phase: Phase, actions: Actions): HTMLElement[] {
  const pause = button('Pause', () => actions.pause(), {
    icon: 'pause',
    key: 'pause',
    primary: true,
  });
  const resume = button('Resume', () => actions.resume(), {
    icon: 'play',
    key: 'resume',
    primary: true,
  });
  const step = button('Step', () => actions.step(), {
    icon: 'step',
    key: 'step',
    label: 'Step: train one epoch and pause',
  });
  const stop = button('Stop', () => actions.stop(), { icon: 'stop', key: 'stop' });
  const reset = button('Reset', () => actions.reset(), {
    icon: 'reset',
    key: 'reset',
    label: 'Reset: forget this training',
  });
  const train = (text: string) =>
    button(text, () => actions.train(), { icon: 'play', key: 'train', primary: true });
  switch (phase) {
    case 'preparing':
      return [];
    case 'training':
      return [pause, step, stop];
    case 'paused':
      return [resume, step, stop, reset];
    case 'idle':
      return [train('Train'), step];
    case 'unable':
      return [train('Check Again')];
    default:
      return [train('Train Again'), reset];
  }
}
