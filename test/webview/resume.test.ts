import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { StoredRun } from '../../webview/src/protocol.ts';
import { type Panel, Panels } from './panel.ts';

/** Trainings that are cut off go on where their last checkpoint was made, and end as if nothing had happened. */
let panels: Panels;

before(async () => {
  panels = await Panels.start();
});

after(() => panels.stop());

/** Dropout, momentum and early stopping: all that a checkpoint has to carry. */
const long = (text: string) => text.replace('epochs 60', 'epochs 600').replace(/early_stop.*/, '');

test('a training whose worker dies is resumed, and ends bit for bit as one that was left alone', async () => {
  const panel = await panels.open({ example: 'digits_dense.nnspec', change: long });
  await panel.press('Train');
  await keepState(panel);
  const { place } = panel.host.all('save-checkpoint').at(-1) ?? {};
  await killWorker(panel);
  await panel.says(/Interrupted/);
  const notice = panel.page.locator('.notice.warning', { hasText: 'was cut off' });
  assert.match((await notice.textContent()) ?? '', /Its state after \d+ epochs is saved/);
  await notice.getByRole('button', { name: 'Resume' }).click();
  await panel.says(/Finished/);
  const resumed = await panel.stored('finished');
  assert.equal(await notice.count(), 0);

  await panel.press('Train Again');
  await panel.says(/Training/);
  await panel.says(/Finished/);
  const undisturbed = await panel.stored('finished');
  assert.notEqual(resumed.summary.id, undisturbed.summary.id);
  assert.ok((place?.epoch ?? 0) > 0 && (place?.epoch ?? 0) < resumed.summary.epochs);
  assert.deepEqual(resumed.summary.metrics, undisturbed.summary.metrics);
  assert.deepEqual(withoutTimes(resumed), withoutTimes(undisturbed));
  await panel.close();
});

test('a second run cuts the first one off, which stays in the list and can be resumed there', async () => {
  const panel = await panels.open({ example: 'digits_dense.nnspec', change: long });
  await panel.press('Train');
  await keepState(panel);
  await panel.host.train();
  await panel.page.locator('.notice', { hasText: 'Run 1 was cut off for this training' }).waitFor();
  await panel.says(/Finished/);
  const first = panel.host.saved.findLast(({ summary }) => summary.name === 'Run 1');
  assert.equal(first?.summary.state, 'interrupted');

  await panel.openTab('Runs');
  await panel.press(/^Resume Run 1/);
  await panel.says(/Finished/);
  const facts = panel.page.locator('.facts', { hasText: /^Run 1/ });
  await facts.waitFor();
  await panel.close();
});

test('a run of an earlier window gets its model back for predictions', async () => {
  const panel = await panels.open({ example: 'iris.nnspec' });
  await panel.train();
  await panel.until('the last checkpoint', () => panel.host.all('save-checkpoint').length > 0);
  await panel.host.reload();
  await panel.openTab('Predict');
  await panel.press('Load the Model');
  await panel.press('Next Sample');
  await panel.page.locator('.answer').waitFor();
  await panel.says(/Finished/);
  await panel.close();
});

/** A training that pauses keeps its state at once; others do so every few seconds. */
async function keepState(panel: Panel): Promise<void> {
  await panel.until('an epoch', async () => (await panel.epoch()) > 1);
  await panel.press('Pause');
  await panel.until('a checkpoint', () => panel.host.all('save-checkpoint').length > 0);
  await panel.press('Resume');
  await panel.says(/Training/);
}

async function killWorker(panel: Panel): Promise<void> {
  const [worker] = panel.page.workers();
  assert.ok(worker);
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('The worker of the test was killed.');
    });
  });
}

/** Curves, layers, findings and results: everything but what clocks say. */
function withoutTimes({ record, findings, results }: StoredRun): unknown {
  const metrics = record.epochs.map(({ epoch, step, train, validation }) => ({
    ...{ epoch, step, train, validation },
  }));
  const {
    train,
    validation,
    test: heldOut,
    bestEpoch,
  } = record.end as Exclude<StoredRun['record']['end'], null | { type: 'diverged' }> & {
    bestEpoch: number;
    train: unknown;
    validation: unknown;
    test: unknown;
  };
  return { metrics, findings, results, end: { train, validation, heldOut, bestEpoch } };
}
