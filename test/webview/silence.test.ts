import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Panel, Panels } from './panel.ts';

/** Workers that do not say that they are dead, and one that only takes long. */
let panels: Panels;

before(async () => {
  panels = await Panels.start();
});

after(() => panels.stop());

const endless = (text: string) =>
  text.replace(/epochs \d+/, 'epochs 100000').replace(/early_stopping.*/, '');

/** Until the panel says that the worker is silent. */
async function silence(panel: Panel) {
  const notice = panel.page.locator('.notice.warning', { hasText: 'has not answered for' });
  await notice.waitFor({ timeout: 40_000 });
  return notice;
}

test('a worker that is ended without a word is noticed, and its run resumed', async () => {
  const panel = await panels.open({ example: 'digits_dense.nnspec', change: endless });
  await panel.press('Train');
  await panel.until('a checkpoint', () => panel.host.all('save-checkpoint').length > 0);
  const { place } = panel.host.all('save-checkpoint').at(-1) ?? {};
  await panel.endWorker();
  const notice = await silence(panel);
  assert.match((await notice.textContent()) ?? '', /Its state after [\d,]+ epochs? is saved/);
  await notice.getByRole('button', { name: 'Resume' }).click();
  await panel.says(/Training/);
  const before = place?.epoch ?? 0;
  await panel.until('another epoch', async () => (await panel.epoch()) > before);
  assert.equal(await notice.count(), 0);
  assert.match((await panel.page.locator('.facts').textContent()) ?? '', /^Run 1/);
  await panel.close();
});

test('a worker that only takes long is not given up, and the notice goes when it speaks again', async () => {
  const panel = await panels.open({ example: 'digits_dense.nnspec', change: endless });
  await panel.press('Train');
  await panel.until('an epoch', async () => (await panel.epoch()) > 1);
  const [worker] = panel.page.workers();
  const blocked = worker?.evaluate(() => {
    const end = performance.now() + 14_000;
    while (performance.now() < end);
  });
  const notice = await silence(panel);
  await blocked;
  await notice.waitFor({ state: 'detached' });
  const reached = await panel.epoch();
  await panel.until('another epoch', async () => (await panel.epoch()) > reached);
  await panel.says(/Training/);
  await panel.close();
});

test('what a silent worker has shown is kept where nothing was saved', async () => {
  const panel = await panels.open({ example: 'digits_dense.nnspec' });
  await panel.press('Step');
  await panel.says(/Paused/);
  const loss = await panel.number('training loss');
  await panel.until('a checkpoint', () => panel.host.all('save-checkpoint').length > 0);
  await panel.host.forgetCheckpoints();
  await panel.endWorker();
  const notice = await silence(panel);
  await notice.getByRole('button', { name: 'End It' }).click();
  await panel.says(/Interrupted/);
  assert.equal(await panel.number('training loss'), loss);
  await panel.stored('interrupted');
  await panel.close();
});
