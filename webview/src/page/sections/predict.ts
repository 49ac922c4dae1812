/** Change an input, see the output. */
import type { Prediction } from '../../protocol.ts';
import { button, element, icon, replaceContent, whenChanged } from '../elements.ts';
import { formatNumber, formatShare } from '../format.ts';
import { type Actions, type Section, shownSpecification } from '../state.ts';
import { imageSize, sampleImage } from './pictures.ts';

/** More inputs than these are shown but not typed in. */
const MOST_FIELDS = 40;
/** The most likely classes are shown. */
const MOST_CLASSES = 10;

export function createPredict(actions: Actions): Section {
  const container = element('div', { class: 'predict-body' });
  const another = button('Next Sample', () => actions.predict(null), { key: 'next-sample' });
  const changed = whenChanged();
  return {
    element: element(
      'section',
      { class: 'predict', 'aria-labelledby': 'predict-title' },
      element(
        'div',
        { class: 'section-head' },
        element('h2', { id: 'predict-title' }, 'Predict'),
        another,
      ),
      container,
    ),
    update(state) {
      const { prediction, run } = state;
      const trained = run !== null && run.epochs.length > 0 && run.live;
      another.hidden = !trained;
      changed([prediction, trained], () => {
        const shape = shownSpecification(state)?.plan.data.shape ?? [];
        if (prediction) {
          replaceContent(container, inputs(prediction, shape, actions), output(prediction));
        } else {
          replaceContent(container, emptyState(trained));
        }
      });
    },
  };
}

function emptyState(trained: boolean): HTMLElement {
  const text = trained
    ? 'Press Next Sample: the model says what it makes of a sample it has not learned from.'
    : 'Train the model in this panel first; then try it here on samples and on inputs of your own.';
  return element('p', { class: 'empty-state' }, text);
}

function inputs(
  { input, features }: Prediction,
  shape: readonly number[],
  actions: Actions,
): HTMLElement {
  const size = imageSize(shape);
  if (size || input.length > MOST_FIELDS) {
    const image = sampleImage(input, shape);
    image?.classList.add('large');
    return element('div', { class: 'card' }, element('h3', {}, 'Input'), image ?? numbersOf(input));
  }
  const fields = input.map((value, index) => {
    const field = element('input', {
      type: 'number',
      step: 'any',
      id: `input-${index}`,
      'data-key': `input ${index}`,
      on: { change: () => actions.predict(fields.map((one) => Number(one.value))) },
    });
    field.value = String(Number(value.toPrecision(6)));
    return field;
  });
  const rows = fields.flatMap((field, index) => [
    element('label', { for: field.id }, features[index] ?? `input ${index + 1}`),
    field,
  ]);
  return element(
    'div',
    { class: 'card' },
    element('h3', {}, 'Input'),
    element('div', { class: 'fields' }, ...rows),
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
    { class: 'card', 'aria-live': 'polite' },
    element('h3', {}, 'Output'),
    ...(classes.length > 0 ? classOutput(prediction) : numberOutput(prediction)),
  );
}

function numberOutput({ output, actual }: Prediction): HTMLElement[] {
  const lines = [element('p', { class: 'answer' }, output.map(formatNumber).join(', '))];
  if (actual !== null) {
    lines.push(element('p', { class: 'quiet' }, `In the data: ${formatNumber(actual)}`));
  }
  return lines;
}

function classOutput({ output, classes, actual }: Prediction): HTMLElement[] {
  const [single = 0] = output;
  const shares = output.length === 1 && classes.length === 2 ? [1 - single, single] : output;
  const ranked = shares
    .map((share, index) => ({ share, name: classes[index] ?? `output ${index + 1}`, index }))
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
          right ? 'Right' : `Wrong: it is ${classes[actual]}`,
        );
  const bars = ranked.slice(0, MOST_CLASSES).map(({ share, name }) => {
    const bar = element('meter', { min: 0, max: 1, 'aria-label': name });
    bar.value = share;
    return element(
      'li',
      {},
      element('span', {}, name),
      bar,
      element('span', {}, formatShare(share)),
    );
  });
  return [
    element('p', { class: 'answer' }, best?.name ?? ''),
    ...(verdict ? [verdict] : []),
    element('ul', { class: 'bars' }, ...bars),
  ];
}
