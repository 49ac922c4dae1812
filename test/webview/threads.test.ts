import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { loadData, threadsFor } from '#engine';
import { planFor } from '#language';
import { Specifications } from '../../cli/src/specification.ts';
import { root } from '../../scripts/build.ts';
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

test('the panel trains heavy steps on several threads, to the bits of as many in Node', async () => {
  const panel = await panels.open({ example, change: heavy });
  const cores = await panel.page.evaluate(() => navigator.hardwareConcurrency);
  await panel.train();
  const { run } = panel.host.all('save-run').at(-1) ?? {};
  assert.deepEqual(panel.faults, []);

  const path = join(root, 'examples', example);
  const analysis = new Specifications().analyzeText(path, heavy(await readFile(path, 'utf8')));
  const planned = planFor(analysis, 0);
  assert.ok(planned.ok);
  const { plan } = planned;
  const data = await loadData(plan.data, plan.model.inputShape, (file) =>
    readFile(resolve(dirname(path), file)),
  );
  const lossesOf = (epochs: readonly { readonly train: { readonly loss?: number } }[]) =>
    epochs.map((epoch) => epoch.train.loss);
  const count = threadsFor(plan, 'auto', cores, 'messages');
  const expected = lossesOf((await train(plan, data, count)).epochs);
  assert.deepEqual(lossesOf(run?.record.epochs ?? []), expected);
  // On a machine of one core there is one thread.
  assert.equal(count > 1, cores > 1);
  const other = lossesOf((await train(plan, data, count > 1 ? 1 : 2)).epochs);
  assert.notDeepEqual(other, expected);
  await panel.close();
});
