/** The learning-rate finder. */
import { LineChart } from '../charts/line-chart.ts';
import { themeColor } from '../charts/theme.ts';
import { button, element, replaceContent, setText, whenChanged } from '../elements.ts';
import { formatNumber, formatPower } from '../format.ts';
import { t } from '../localization.ts';
import { type Actions, isActive, type PanelState, type Section } from '../state.ts';

export function createRangeTest(actions: Actions): Section {
  const start = button(t('Find'), () => actions.findLearningRate(), {
    key: 'find-learning-rate',
    label: t('Find: train a fresh model while the rate grows'),
  });
  const outcome = element('p', { role: 'status' });
  const apply = element('div', { class: 'buttons' });
  const chart = new LineChart({
    title: t('Loss by learning rate'),
    quantity: 'rangeTest',
    xTitle: t('learning rate'),
    logarithmicX: true,
    format: formatNumber,
    export: actions.export,
  });
  const changed = whenChanged();
  return {
    element: element(
      'section',
      { class: 'range-test', 'aria-labelledby': 'range-title' },
      element(
        'div',
        { class: 'section-head' },
        element('h2', { id: 'range-title' }, t('Learning-rate finder')),
        start,
      ),
      outcome,
      apply,
      chart.element,
    ),
    update({ rangeTest, run, specification, problems }) {
      const possible = (run ?? specification) !== null && problems.length === 0;
      start.disabled = rangeTest === 'running' || !possible || isActive(run);
      changed([rangeTest], () => {
        const points = rangeTest === null || rangeTest === 'running' ? [] : rangeTest.points;
        chart.element.hidden = points.length === 0;
        setText(outcome, wordsFor(rangeTest));
        replaceContent(apply, applyButton(rangeTest, actions));
        const curve = points.map(({ learningRate, loss }) => ({ x: learningRate, y: loss }));
        const suggested = rangeTest !== 'running' ? rangeTest?.suggested : null;
        chart.update(() => ({
          series: [{ label: t('smoothed loss'), color: () => themeColor('blue'), points: curve }],
          markers: suggested ? [{ x: suggested, label: formatPower(suggested) }] : [],
        }));
      });
    },
  };
}

function applyButton(rangeTest: PanelState['rangeTest'], actions: Actions): HTMLElement | null {
  const suggested = rangeTest === 'running' ? null : rangeTest?.suggested;
  if (!suggested) return null;
  return button(t('Apply'), () => actions.setLearningRate(suggested), {
    key: 'apply-learning-rate',
    label: t('Apply: write the learning rate {0} into the text', formatPower(suggested)),
  });
}

function wordsFor(rangeTest: PanelState['rangeTest']): string {
  if (rangeTest === 'running') return t('Training a fresh model with a growing learning rate …');
  if (rangeTest === null) {
    return t(
      'Trains a fresh model for a moment while the learning rate grows, and shows from where on it learns (Smith 2017).',
    );
  }
  if (rangeTest.suggested === null)
    return t('The loss never fell: the curve suggests no learning rate.');
  return t('The loss falls fastest at a learning rate of {0}.', formatPower(rangeTest.suggested));
}
