import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Panels } from './panel.ts';

let panels: Panels;

before(async () => {
  panels = await Panels.start();
});

after(() => panels.stop());

test('a learning rate that is too low is found, a repair is tried, applied, another ignored', async () => {
  const panel = await panels.open({ example: 'digits.nnspec' });
  await panel.train();
  const finding = panel.page.locator('[data-symptom="learning-rate-too-low"]');
  await finding.waitFor();
  const cards = finding.locator('.suggestion');
  await cards.first().waitFor();
  const suggestions = await cards.count();
  assert.ok(suggestions > 1, `${suggestions} suggestions`);

  const raise = cards.filter({ hasText: 'Raise the learning rate to 1e-3' });
  assert.match((await raise.locator('.diff .added').textContent()) ?? '', /learning_rate: 1e-3/);
  const measured = raise.locator('.measured');
  assert.equal(await measured.textContent(), 'Not tried yet.');
  await raise.getByRole('button', { name: /^Try/ }).click();
  await measured.filter({ hasText: 'Better' }).waitFor();
  assert.match((await measured.textContent()) ?? '', /%.*%.*seeds/);

  await finding.locator('summary', { hasText: 'more suggestions' }).click();
  const ignored = cards.filter({ hasText: 'Train for 75 epochs' });
  await ignored.getByRole('button', { name: 'Ignore' }).click();
  await ignored.waitFor({ state: 'detached' });
  assert.equal(await cards.count(), suggestions - 1);

  const id = await raise.getAttribute('data-suggestion');
  await raise.getByRole('button', { name: /^Apply/ }).click();
  await raise.getByText('Applied to the text').waitFor();
  assert.deepEqual(
    panel.host.all('apply').map(({ suggestion }) => suggestion),
    [id],
  );
  await panel.close();
});

test('trials can be cancelled', async () => {
  const panel = await panels.open({
    change: (text) => text.replace('batch_size 64', 'batch_size 4'),
  });
  await panel.train();
  await panel.press(/^Try All/);
  await panel.press('Cancel');
  await panel.page.getByRole('progressbar', { name: 'Trials done' }).waitFor({ state: 'detached' });
  await panel.until('the trial workers to end', () => panel.page.workers().length <= 1);
  await panel.page.getByRole('button', { name: /^Try:/ }).first().waitFor();
  await panel.close();
});

test('the line of a finding, its chart and the layers lead to their places', async () => {
  const panel = await panels.open({ example: 'digits.nnspec' });
  await panel.train();
  const finding = panel.page.locator('[data-symptom="learning-rate-too-low"]');
  await finding.getByRole('button', { name: 'line 24' }).click();
  await finding.getByRole('button', { name: 'chart' }).click();
  await panel.until('the chart to be looked at', () =>
    panel.chart('learningRate').evaluate((chart) => chart.contains(document.activeElement)),
  );
  await panel.page.locator('[data-layer="dense_2"]').click();
  await panel.until('two places to be shown', () => panel.host.all('reveal').length === 2);
  const lines = panel.host.all('reveal').map(({ origin }) => origin.line + 1);
  assert.deepEqual(lines, [24, 18]);
  await panel.close();
});

test('a text with errors is not trained: each problem is named, with a way to its line', async () => {
  const panel = await panels.open({
    change: (text) => text.replace('dense(10, softmax)', 'dense(10, softmix)'),
  });
  await panel.says(/Cannot be trained/);
  const problem = panel.page.locator('.notice.error li');
  assert.equal(await problem.count(), 1);
  assert.match((await problem.textContent()) ?? '', /softmix/);
  await problem.getByRole('button', { name: 'line 19' }).click();
  await panel.until('the line to be shown', () => panel.host.all('reveal').length === 1);
  assert.equal(panel.host.all('reveal')[0]?.origin.line, 18);
  assert.equal(await panel.page.getByRole('button', { name: 'Train', exact: true }).count(), 0);

  await panel.host.edit(panel.host.text.replace('softmix', 'softmax'));
  await panel.press('Check Again');
  await panel.says(/Finished/);
  assert.equal(await problem.count(), 0);
  await panel.close();
});

test('a training that diverges says where, and what would help', async () => {
  const panel = await panels.open({
    example: 'diabetes.nnspec',
    change: (text) => text.replace(/optimizer .*/, 'optimizer sgd(learning_rate: 1e12)'),
  });
  await panel.press('Train');
  await panel.says(/Diverged/);
  const notice = panel.page.locator('.notice.error');
  assert.match((await notice.textContent()) ?? '', /became infinite or no number at all/);
  await panel.page.locator('.suggestion').first().waitFor();
  await panel.close();
});
