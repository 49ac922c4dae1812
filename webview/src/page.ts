/** The page of the training panel. */
import { warmUp } from './page/charts/line-chart.ts';
import { Controller, type VsCodeApi } from './page/controller.ts';
import { element } from './page/elements.ts';
import { Engine } from './page/engine-worker.ts';
import { t } from './page/localization.ts';
import { createBoundary } from './page/sections/boundary.ts';
import { createCurves, metricNames } from './page/sections/curves.ts';
import { createDistributions } from './page/sections/distributions.ts';
import { createFindings } from './page/sections/findings.ts';
import { createHeader } from './page/sections/header.ts';
import { createLayerCurves } from './page/sections/layer-curves.ts';
import { createNetwork } from './page/sections/network.ts';
import { createNotices } from './page/sections/notices.ts';
import { createNumbers } from './page/sections/numbers.ts';
import { createPredict } from './page/sections/predict.ts';
import { createRangeTest } from './page/sections/range-test.ts';
import { createResults } from './page/sections/results.ts';
import { createRuns } from './page/sections/runs.ts';
import type { Section } from './page/state.ts';
import { createTabs } from './page/tabs.ts';

declare function acquireVsCodeApi(): VsCodeApi;

/** After drawing, the page is free for clicks and keys this many times as long as it drew. */
const FREE_SHARE = 3;

const panel = document.getElementById('panel');
const { worker = '', simd = '', relaxed = '' } = panel?.dataset ?? {};
const engine = new Engine({ worker, simd, relaxed });

let scheduled = false;
const controller = new Controller(acquireVsCodeApi(), engine, () => {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(draw);
});

/** Long trainings make long curves: what takes long to draw is drawn less often. */
function draw(): void {
  const begin = performance.now();
  scheduled = false;
  for (const section of always) section.update(controller.state);
  tabs.update(controller.state);
  const pause = (performance.now() - begin) * FREE_SHARE;
  if (pause < 50) return;
  scheduled = true;
  setTimeout(() => requestAnimationFrame(draw), pause);
}

const header = createHeader(controller);
const notices = createNotices(controller);
/** Whatever tab is open. */
const always = [header, notices];

const numbers = createNumbers();
const findings = createFindings(controller);
const curves = createCurves(controller, metricNames);
const gradients = createLayerCurves(controller, 'gradientRms');
const boundary = createBoundary();
const rates = createCurves(controller, () => ['learningRate']);
const updates = createLayerCurves(controller, 'updateRatio');
const norms = createCurves(controller, () => ['gradientNorm']);
const network = createNetwork(controller);
const distributions = createDistributions();
const results = createResults(controller);
const predict = createPredict(controller);
const rangeTest = createRangeTest(controller);
const runs = createRuns(controller);

/** Charts in one grid, whoever draws them. */
function charts(title: string, ...parts: readonly Section[]): HTMLElement {
  return element(
    'section',
    { 'aria-label': title },
    element('h2', { class: 'hidden-visually' }, title),
    element('div', { class: 'charts' }, ...parts.map((part) => part.element)),
  );
}

const training = element(
  'div',
  { class: 'columns' },
  element(
    'div',
    { class: 'main-column' },
    numbers.element,
    findings.element,
    charts(t('Curves'), curves, boundary, gradients, rates),
  ),
  element('div', { class: 'side-column' }, network.element),
);

const tabs = createTabs(t('Training panel'), [
  {
    id: 'training',
    title: t('Training'),
    content: [training],
    sections: [numbers, findings, curves, boundary, gradients, rates, network],
  },
  {
    id: 'layers',
    title: t('Layers'),
    content: [charts(t('Updates and gradients'), updates, norms), distributions.element],
    sections: [updates, norms, distributions],
  },
  { id: 'results', title: t('Results'), content: [results.element], sections: [results] },
  { id: 'predict', title: t('Predict'), content: [predict.element], sections: [predict] },
  {
    id: 'finder',
    title: t('Learning Rate'),
    content: [rangeTest.element],
    sections: [rangeTest],
  },
  { id: 'runs', title: t('Runs'), content: [runs.element], sections: [runs] },
]);

panel?.append(header.element, notices.element, ...tabs.elements);
draw();
// While the page waits for its host, and nobody yet for the page.
for (const logarithmic of [false, true]) requestIdleCallback(() => warmUp(logarithmic));
