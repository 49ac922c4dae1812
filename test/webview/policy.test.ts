import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Panels } from './panel.ts';

let panels: Panels;

before(async () => {
  panels = await Panels.start();
});

after(() => panels.stop());

test('nothing the panel does breaks its policy, reaches the console or leaves for elsewhere', async () => {
  const panel = await panels.open({ example: 'digits.nnspec' });
  const elsewhere: string[] = [];
  panel.page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    const own = origin === new URL(panel.page.url()).origin;
    if (!own && protocol !== 'blob:' && protocol !== 'data:') elsewhere.push(request.url());
  });
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
  await panel.openTab('Training');
  for (const kind of ['CSV', 'SVG', 'PNG']) {
    await panel.chart('loss').hover();
    await panel.press(`Export Loss as ${kind}`);
  }
  await panel.until('three files', () => panel.host.all('export').length === 3);
  assert.deepEqual(panel.faults, []);
  assert.deepEqual(elsewhere, []);
  await panel.close();
});

test('the policy allows no inline scripts and styles, and nothing from elsewhere', async () => {
  const panel = await panels.open();
  const policy = await panel.page.evaluate(
    () => document.querySelector('meta[http-equiv]')?.getAttribute('content') ?? '',
  );
  const own = new URL(panel.page.url()).origin;
  const directives = new Map(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources] as const;
    }),
  );
  assert.deepEqual(directives.get('default-src'), ["'none'"]);
  assert.deepEqual(directives.get('style-src'), [own]);
  assert.deepEqual(directives.get('connect-src'), [own]);
  for (const [name, sources] of directives) {
    const loose = sources.filter((source) =>
      /unsafe-inline|unsafe-eval'$|\*|^https?:$/.test(source),
    );
    const wasm = name === 'script-src' ? ["'wasm-unsafe-eval'"] : [];
    assert.deepEqual(loose, wasm, name);
    const foreign = sources.filter((source) => source.startsWith('http') && source !== own);
    assert.deepEqual(foreign, [], name);
  }
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
