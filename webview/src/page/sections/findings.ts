/** What is wrong with the run, since when and why one may say so, with the repairs that may help. */
import type { Evidence, RuntimeFinding, SeriesReference, Suggestion } from '#diagnosis';
import { showChart } from '../chart-places.ts';
import { element, icon, replaceContent, whenChanged } from '../elements.ts';
import { formatNumber } from '../format.ts';
import { plural, t } from '../localization.ts';
import { symptomName } from '../names.ts';
import { type Actions, allFindings, isActive, type PanelState, type Section } from '../state.ts';
import { suggestionCard } from './suggestions.ts';
import { createTrialBar } from './trial-bar.ts';

/** Suggestions of a finding that are seen without unfolding. */
const SHOWN_REPAIRS = 2;
/** By symptom, whether the person has unfolded its further suggestions: they stay so when the list is drawn again. */
const unfolded = new Map<string, boolean>();

export function createFindings(actions: Actions): Section {
  const list = element('div', { class: 'finding-list' });
  const bar = createTrialBar(actions);
  const summary = element('p', { class: 'quiet', role: 'status' });
  const changed = whenChanged();
  return {
    element: element(
      'section',
      { class: 'findings', 'aria-labelledby': 'findings-title' },
      element(
        'div',
        { class: 'section-head' },
        element('h2', { id: 'findings-title' }, t('Findings')),
        bar.element,
      ),
      summary,
      list,
    ),
    update(state) {
      const { run, suggestions, ignored, report, applied, trials } = state;
      const findings = run?.findings ?? [];
      replaceSummary(summary, state);
      bar.update(state);
      changed([findings, suggestions, ignored, report, applied, trials.state], () =>
        replaceContent(list, ...findings.map((finding) => findingCard(finding, state, actions))),
      );
    },
  };
}

function replaceSummary(summary: HTMLElement, { run }: PanelState): void {
  const found = (run?.findings.length ?? 0) > 0;
  summary.hidden = found;
  const text = isActive(run)
    ? t('Nothing wrong so far.')
    : run
      ? run.started
        ? t('Nothing wrong was found in this run.')
        : t('This run ended before anything was measured.')
      : t(
          'While the model trains, its gradients, activations and curves are watched. What goes wrong is shown here, with repairs.',
        );
  if (summary.textContent !== text) summary.textContent = text;
}

function findingCard(finding: RuntimeFinding, state: PanelState, actions: Actions): HTMLElement {
  const symptoms = new Set(allFindings([finding]).map(({ symptom }) => symptom));
  const repairs = bestFirst(state).filter(
    ({ id, symptom }) => symptoms.has(symptom) && !state.ignored.has(id),
  );
  const since =
    finding.sinceEpoch === 0
      ? t('before the first step')
      : t('since epoch {0}', finding.sinceEpoch);
  return element(
    'article',
    { class: `finding ${finding.severity}`, 'data-symptom': finding.symptom },
    element(
      'div',
      { class: 'finding-head' },
      icon(finding.severity),
      element('h3', { class: 'sentence' }, symptomName(finding.symptom)),
      element('span', { class: 'quiet' }, since),
      element(
        'button',
        {
          type: 'button',
          class: 'link',
          'data-key': `reveal ${finding.symptom}`,
          on: { click: () => actions.reveal(finding.origin) },
        },
        t('line {0}', finding.origin.line + 1),
      ),
    ),
    element('p', {}, finding.message),
    evidenceList(finding.evidence),
    explained(finding),
    ...repairLists(repairs, state, actions),
  );
}

/** The first few are seen at once, the others on demand: the curves must stay in reach. */
function repairLists(
  repairs: readonly Suggestion[],
  state: PanelState,
  actions: Actions,
): HTMLElement[] {
  const cards = (some: readonly Suggestion[]) =>
    element(
      'ul',
      { class: 'suggestions' },
      ...some.map((repair) => element('li', {}, suggestionCard(repair, state, actions))),
    );
  const [shown, folded] = [repairs.slice(0, SHOWN_REPAIRS), repairs.slice(SHOWN_REPAIRS)];
  if (shown.length === 0) return [];
  if (folded.length === 0) return [cards(shown)];
  const more = element(
    'details',
    { class: 'more', on: { toggle: () => unfolded.set(folded[0]?.symptom ?? '', more.open) } },
    element(
      'summary',
      {},
      plural(folded.length, t('{0} more suggestion'), t('{0} more suggestions')),
    ),
    cards(folded),
  );
  more.open = unfolded.get(folded[0]?.symptom ?? '') ?? false;
  return [cards(shown), more];
}

/** In the order of what the trials measured; what was not tried stays in the order of its suggestion. */
function bestFirst({ suggestions, report }: PanelState): readonly Suggestion[] {
  const order = report?.results.map(({ id }) => id) ?? [];
  const rank = (id: string) => (order.includes(id) ? order.indexOf(id) : order.length);
  return [...suggestions].sort((a, b) => rank(a.id) - rank(b.id));
}

function evidenceList(evidence: readonly Evidence[]): HTMLElement | null {
  if (evidence.length === 0) return null;
  const entries = evidence.map(({ quantity, measured, comparison, threshold, layer, series }) =>
    element(
      'li',
      {},
      `${layer === null ? '' : `${layer}: `}${quantity} `,
      element('strong', {}, formatNumber(measured)),
      `, ${comparisons[comparison]} ${formatNumber(threshold)} `,
      series === null ? null : chartLink(series),
    ),
  );
  return element('ul', { class: 'evidence' }, ...entries);
}

const comparisons: Readonly<Record<Evidence['comparison'], string>> = {
  above: t('above'),
  below: t('below'),
};

function explained({ explains }: RuntimeFinding): HTMLElement | null {
  if (explains.length === 0) return null;
  return element(
    'details',
    {},
    element(
      'summary',
      {},
      t('Explains: {0}', explains.map(({ symptom }) => symptomName(symptom)).join(', ')),
    ),
    ...explains.map(({ message }) => element('p', {}, message)),
  );
}

function chartLink(series: SeriesReference): HTMLElement {
  return element(
    'button',
    { type: 'button', class: 'link', on: { click: () => showChart(series) } },
    t('chart'),
  );
}
