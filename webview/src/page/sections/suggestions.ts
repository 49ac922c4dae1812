/** One repair: what it changes in the text, why, what trials measured of it; tried before it is called good. */
import type { Suggestion, SuggestionBasis, TrialReport, TrialResult, Verdict } from '#diagnosis';
import { diffLines } from '../diff.ts';
import { button, element, icon } from '../elements.ts';
import { formatMetric, words } from '../format.ts';
import { plural, t } from '../localization.ts';
import { metricName } from '../names.ts';
import type { Actions, PanelState } from '../state.ts';
import { diffView } from './diff-view.ts';

export function suggestionCard(
  suggestion: Suggestion,
  state: PanelState,
  actions: Actions,
): HTMLElement {
  const { id, title, reason, basis } = suggestion;
  const result = state.report?.results.find((one) => one.id === id);
  const better = result?.verdict === 'better';
  const best = better && state.report?.results[0]?.id === id;
  return element(
    'div',
    { class: `suggestion${better ? ' better' : ''}`, 'data-suggestion': id },
    element('h4', {}, title),
    element('p', {}, reason),
    element('p', { class: 'quiet' }, basisWords(basis)),
    diffPreview(suggestion, state),
    measured(state.report, result, state.trials.state === 'running'),
    element('div', { class: 'buttons' }, ...suggestionButtons(id, state, actions, best)),
  );
}

function suggestionButtons(
  id: string,
  state: PanelState,
  actions: Actions,
  best: boolean,
): (HTMLElement | string)[] {
  if (state.applied?.suggestion === id && state.applied.fault === null) {
    return [element('span', { class: 'applied' }, icon('check'), t('Applied to the text'))];
  }
  const running = state.trials.state === 'running';
  const trial = button(t('Try'), () => actions.tryAll([id]), {
    key: `try ${id}`,
    label: t('Try: train it on the side with several seeds and compare'),
  });
  const apply = button(t('Apply'), () => actions.apply(id), {
    key: `apply ${id}`,
    label: t('Apply: edit the text (undo takes it back)'),
    primary: best,
  });
  const ignore = button(t('Ignore'), () => actions.ignore(id), { key: `ignore ${id}` });
  return running ? [apply, ignore] : [trial, apply, ignore];
}

function basisWords(basis: SuggestionBasis): string {
  switch (basis.kind) {
    case 'table':
      return t('Tuning table, {0}: {1}', words(basis.row), basis.text);
    case 'paper':
      return basis.text;
    case 'rule':
      return t('Rule {0}', basis.rule);
  }
}

function diffPreview({ text }: Suggestion, { run }: PanelState): HTMLElement {
  const lines = diffLines(run?.specification.text ?? '', text);
  return diffView(lines, t('What changes in the text'));
}

/** Nothing is called good before it was tried. */
function measured(
  report: TrialReport | null,
  result: TrialResult | undefined,
  running: boolean,
): HTMLElement {
  if (!report || !result || result.gain === null) {
    return element('p', { class: 'measured quiet' }, t('Not tried yet.'));
  }
  const { metric } = report;
  const [before, after] = [report.baseline, result.metrics].map((values) =>
    formatMetric(metric, median(values)),
  );
  const seeds = plural(result.metrics.length, t('{0} seed'), t('{0} seeds'));
  const name = metricName(metric);
  const words = Number.isFinite(median(report.baseline))
    ? t(
        ': {0} {1} → {2} ({3}, median of {4})',
        name,
        before ?? '',
        after ?? '',
        gainWords(report, result),
        seeds,
      )
    : t(': {0} {1}, where the present text breaks down (median of {2})', name, after ?? '', seeds);
  return element(
    'p',
    { class: 'measured' },
    // While others are still trained, this one may get further seeds.
    element('strong', {}, running ? t('So far') : verdicts[result.verdict]),
    words,
  );
}

const verdicts: Readonly<Record<Verdict, string>> = {
  better: t('Better'),
  'no better': t('No better'),
  dropped: t('Dropped'),
  'not tried': t('Not tried'),
};

/** A share's gain is a difference in points, an error's is relative to what it was. */
function gainWords({ higherIsBetter }: TrialReport, { gain, spread }: TrialResult): string {
  const sign = (gain ?? 0) < 0 ? '−' : '+';
  const [size, around] = [Math.abs(gain ?? 0) * 100, (spread ?? 0) * 100].map((value) =>
    value.toFixed(1),
  );
  const change = `${sign}${size} ± ${around}`;
  return higherIsBetter ? t('{0} points', change) : t('{0} % improvement', change);
}

function median(values: readonly (number | null)[]): number {
  const sorted = values
    .filter((value) => value !== null)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}
