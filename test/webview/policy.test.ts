import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Panels } from './panel.ts';

let panels: Panels;

before(async () => {
  panels = await Panels.start();
});

after(() => panels.stop());

test('nothing the panel does breaks its policy or reaches the console', async () => {
  const panel = await panels.open({ example: 'digits.nnspec' });
  await panel.train();
  await panel.page.locator('.suggestion').first().waitFor();
  await panel.page.getByRole('button', { name: /^Try:/ }).first().click();
  await panel.page.locator('.measured strong').first().waitFor();
  await panel.openTab('Layers');
  await panel.openTab('Results');
  await panel.page.locator('.results canvas, .results img').first().waitFor();
  await panel.openTab('Predict');
  await panel.press('Next Sample');
  await panel.page.locator('.answer').waitFor();
  await panel.openTab('Learning Rate');
  await panel.page.locator('.range-test').getByRole('button').first().click();
  await panel.page.locator('.range-test .chart').waitFor();
  await panel.openTab('Runs');
  await panel.page.locator('[data-run]').first().waitFor();
  assert.deepEqual(panel.faults, []);
  await panel.close();
});

test('the policy is in force, and a breach is noticed', async () => {
  const panel = await panels.open();
  await panel.page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "taken over"';
    document.body.append(script);
    const image = document.createElement('img');
    image.src = 'http://127.0.0.1:9/picture.png';
    document.body.append(image);
    new Worker('/webview/worker.js');
  });
  await panel.until('three breaches', () => {
    const names = ['script-src', 'img-src', 'worker-src'];
    return names.every((name) => panel.faults.some((fault) => fault.startsWith(name)));
  });
  assert.equal(await panel.page.title(), 'Training');
  await panel.close();
});
