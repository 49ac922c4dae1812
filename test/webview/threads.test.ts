import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { loadData, threadsFor } from '#engine';
import { planFor } from '#language';
import type { Plan } from '#plan';
import { Specifications } from '../../cli/src/specification.ts';
import { root } from '../../scripts/build.ts';
import type { PanelSettings } from '../../webview/src/protocol.ts';
import { train } from '../engine/parallel/threads.ts';
import { Panels } from './panel.ts';

let panels: Panels;

before(async () => {
  panels = await Panels.start();
});

after(() => panels.stop());

const example = 'digits_dense.nnspec';

/** Layers wide enough, and batches large enough, for a second thread. */
function heavy(text: string): string {
  return text
    .replaceAll(/dense\((?!10\b)\d+/g, 'dense(512')
    .replace(/batch_size \d+/, 'batch_size 128')
    .replace(/epochs \d+/, 'epochs 2');
}

/** Trains in the panel; `settings` are sent as VS Code's are. */
async function panelLosses(settings: Partial<PanelSettings>) {
  const panel = await panels.open({ example, change: heavy });
  const cores = await panel.page.evaluate(() => navigator.hardwareConcurrency);
  const all: PanelSettings = { trialSeeds: 3, trialSeconds: 300, threads: 0, ...settings };
  await panel.page.evaluate((message) => window.postMessage(message, '*'), {
    type: 'settings',
    settings: all,
  } as const);
  await panel.train();
  const run = await panel.stored('finished');
  assert.deepEqual(panel.faults, []);
  await panel.close();
  return { losses: lossesOf(run.record.epochs), cores };
}

function lossesOf(epochs: readonly { readonly train: { readonly loss?: number } }[]) {
  return epochs.map((epoch) => epoch.train.loss);
}

/** The same training in Node, on so many threads (which follow from the plan). */
async function nodeLosses(threads: (plan: Plan) => number) {
  const path = join(root, 'examples', example);
  const analysis = new Specifications().analyzeText(path, heavy(await readFile(path, 'utf8')));
  const planned = planFor(analysis, 0);
  assert.ok(planned.ok);
  const { plan } = planned;
  const data = await loadData(plan.data, plan.model.inputShape, (file) =>
    readFile(resolve(dirname(path), file)),
  );
  const count = threads(plan);
  return { losses: lossesOf((await train(plan, data, count)).epochs), count };
}

test('the panel trains heavy steps on all cores but one, to the bits of as many threads in Node', async () => {
  const panel = await panelLosses({});
  const cores = Math.max(1, panel.cores - 1);
  const node = await nodeLosses((plan) =>
    threadsFor(plan, { wanted: 'auto', cores, exchange: 'messages' }),
  );
  // On a machine of two cores there is one thread: the page has the other.
  assert.equal(node.count > 1, panel.cores > 2);
  assert.equal(panel.losses.length, 2);
  assert.deepEqual(panel.losses, node.losses);
});

test('the setting says on how many threads the panel trains', async () => {
  const [one, three] = [await panelLosses({ threads: 1 }), await panelLosses({ threads: 3 })];
  assert.deepEqual(one.losses, (await nodeLosses(() => 1)).losses);
  assert.deepEqual(three.losses, (await nodeLosses(() => 3)).losses);
  assert.notDeepEqual(one.losses, three.losses);
});
