/** Change an input, see the output. */
import type { Prediction } from '../../protocol.ts';
import { button, element, icon, replaceContent, whenChanged } from '../elements.ts';
import { formatNumber, formatShare } from '../format.ts';
import { plural, t } from '../localization.ts';
import {
  type Actions,
  isActive,
  type PanelState,
  type Section,
  savedPlace,
  shownSpecification,
} from '../state.ts';
import { imageSize, sampleImage } from './pictures.ts';
import { cellFields, numberFields, takeValues } from './predict-fields.ts';

/** More inputs than these are shown but not typed in. */
const MOST_FIELDS = 40;
/** More than these stand side by side. */
const ONE_COLUMN = 12;
/** The most likely classes are shown. */
const MOST_CLASSES = 10;

export function createPredict(actions: Actions): Section {
  const container = element('div', { class: 'predict-body' });
  const another = button(t('Next Sample'), () => actions.predict(null), { key: 'next-sample' });
  const changed = whenChanged();
  return {
    element: element(
      'section',
      { class: 'predict', 'aria-labelledby': 'predict-title' },
      element(
        'div',
        { class: 'section-head' },
        element('h2', { id: 'predict-title' }, t('Predict')),
        another,
      ),
      container,
    ),
    update(state) {
      const { prediction, run } = state;
      const trained = run !== null && run.epochs.length > 0 && run.live;
      another.hidden = !trained;
      // An answer's fields stay while somebody types in them, whatever else is learned of the run.
      const shown = prediction ? [prediction] : [null, trained, run?.id, savedPlace(state)];
      changed(shown, () => {
        const shape = shownSpecification(state)?.plan.data.shape ?? [];
        if (prediction) {
          const answer = output(prediction);
          const card = inputs(prediction, shape, actions);
          if (takeValues(container.firstElementChild, card)) {
            container.lastElementChild?.replaceWith(answer);
          } else replaceContent(container, card, answer);
        } else {
          replaceContent(container, emptyState(state, trained, actions));
        }
      });
    },
  };
}

function emptyState(state: PanelState, trained: boolean, actions: Actions): HTMLElement {
  const { run } = state;
  if (trained) {
    const text = t(
      'Press Next Sample: the model says what it makes of a sample it has not learned from.',
    );
    return element('p', { class: 'empty-state' }, text);
  }
  if (run && !isActive(run) && run.end?.type === 'finished' && savedPlace(state)) {
    const load = button(t('Load the Model'), () => actions.resumeRun(run.id), { key: 'load' });
    const text = t('What {0} learned is stored with the run.', run.name);
    return element('p', { class: 'empty-state' }, text, ' ', load);
  }
  const text = t(
    'Train the model in this panel first; then try it here on samples and on inputs of your own.',
  );
  return element('p', { class: 'empty-state' }, text);
}

function inputs(prediction: Prediction, shape: readonly number[], actions: Actions): HTMLElement {
  const { input, table } = prediction;
  if (table && table.columns.length <= MOST_FIELDS) return inputCard(cellFields(table, actions));
  const size = imageSize(shape);
  if (size || input.length > MOST_FIELDS) {
    const image = sampleImage(input, shape);
    image?.classList.add('large');
    return element(
      'div',
      { class: 'card' },
      element('h3', {}, t('Input')),
      image ?? numbersOf(input),
    );
  }
  return inputCard(numberFields(prediction, actions));
}

function inputCard(fields: readonly HTMLElement[]): HTMLElement {
  return element(
    'div',
    { class: 'card' },
    element('h3', {}, t('Input')),
    element('div', { class: fields.length > ONE_COLUMN ? 'fields many' : 'fields' }, ...fields),
  );
}

function numbersOf(input: readonly number[]): HTMLElement {
  const shown = input.slice(0, MOST_FIELDS).map(formatNumber).join(', ');
  return element('p', { class: 'quiet' }, `${shown}${input.length > MOST_FIELDS ? ', …' : ''}`);
}

function output(prediction: Prediction): HTMLElement {
  const { classes } = prediction;
  return element(
    'div',
    { class: 'card output', 'aria-live': 'polite' },
    element('h3', {}, t('Output')),
    ...(classes.length > 0 ? classOutput(prediction) : numberOutput(prediction)),
    spreadWords(prediction),
  );
}

/** What Monte Carlo dropout says of the answer. */
function spreadWords({ spread, classes }: Prediction): HTMLElement | null {
  if (!spread) return null;
  const rounds = plural(spread.rounds, t('{0} prediction'), t('{0} predictions'));
  const how = t('Mean ± 2σ of {0} with dropout on', rounds);
  const entropy =
    classes.length > 0 && spread.entropy !== null
      ? t('; entropy {0} nats', formatNumber(spread.entropy))
      : '';
  return element('p', { class: 'quiet' }, `${how}${entropy}`);
}

function numberOutput({ output, actual, spread }: Prediction): HTMLElement[] {
  const around = (at: number) => (spread ? ` ± ${formatNumber(2 * (spread.std[at] ?? 0))}` : '');
  const numbers = output.map((value, at) => `${formatNumber(value)}${around(at)}`);
  const lines = [element('p', { class: 'answer' }, numbers.join(', '))];
  if (actual !== null) {
    lines.push(element('p', { class: 'quiet' }, t('In the data: {0}', formatNumber(actual))));
  }
  return lines;
}

function classOutput({ output, classes, actual, spread }: Prediction): HTMLElement[] {
  const [single = 0] = output;
  const shares = output.length === 1 && classes.length === 2 ? [1 - single, single] : output;
  const ranked = shares
    .map((share, index) => ({ share, name: classes[index] ?? t('output {0}', index + 1), index }))
    .sort((a, b) => b.share - a.share);
  const best = ranked[0];
  const right = actual !== null && best?.index === actual;
  const verdict =
    actual === null
      ? null
      : element(
          'p',
          { class: 'quiet verdict' },
          icon(right ? 'check' : 'error'),
          right ? t('Right') : t('Wrong: it is {0}', classes[actual] ?? actual),
        );
  const around = (index: number) => {
    const std = spread?.std[output.length === 1 ? 0 : index];
    return std === undefined ? '' : ` ± ${formatShare(2 * std)}`;
  };
  const bars = ranked.slice(0, MOST_CLASSES).map(({ share, name, index }) => {
    const bar = element('meter', { min: 0, max: 1, 'aria-label': name });
    bar.value = share;
    return element(
      'li',
      {},
      element('span', {}, name),
      bar,
      element('span', {}, `${formatShare(share)}${around(index)}`),
    );
  });
  return [
    element('p', { class: 'answer' }, best?.name ?? ''),
    ...(verdict ? [verdict] : []),
    element('ul', { class: 'bars' }, ...bars),
  ];
}
