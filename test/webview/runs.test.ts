import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Panels } from './panel.ts';

let panels: Panels;

before(async () => {
  panels = await Panels.start();
});

after(() => panels.stop());

test('a run of another train block of the file is drawn beside the present one, under a name of its own', async () => {
  const panel = await panels.open({ example: 'iris.nnspec' });
  await panel.train();
  const own = await panel.stored('finished');
  await panel.host.addOther({
    ...own,
    summary: { ...own.summary, id: 'of-another-block' },
    specification: { ...own.specification, train: 2 },
  });
  await panel.openTab('Runs');
  const table = panel.page.getByRole('table', { name: 'Other train blocks of this file' });
  assert.match((await table.textContent()) ?? '', /Run 1 of block 3/);
  assert.equal(await table.getByRole('button').count(), 0);
  await table
    .getByRole('checkbox', { name: 'Draw Run 1 of block 3 beside the present run' })
    .check();
  await panel.page.locator('.comparisons h3', { hasText: 'Run 1 and Run 1 of block 3' }).waitFor();
  await panel.openTab('Training');
  const legend = panel.chart('loss').getByRole('group');
  await legend.getByRole('button', { name: 'Run 1 of block 3 (validation)' }).waitFor();
  assert.deepEqual(panel.faults, []);
  await panel.close();
});
