import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Panel, Panels } from './panel.ts';

let panels: Panels;

before(async () => {
  panels = await Panels.start();
});

after(() => panels.stop());

/** A training that lasts until it is stopped. */
const endless = (text: string) => text.replace('epochs 15', 'epochs 100000');

for (const [example, bar] of [
  ['iris.nnspec', 85],
  ['digits_dense.nnspec', 90],
] as const) {
  test(`${example} trains to the end, and says how good it became`, async () => {
    const panel = await panels.open({ example });
    await panel.train();
    const accuracy = await panel.number('test accuracy');
    assert.match(accuracy, /%$/);
    assert.ok(Number.parseFloat(accuracy) > bar, `test accuracy ${accuracy}`);
    for (const quantity of ['loss', 'accuracy', 'gradientRms', 'learningRate']) {
      await panel.until(`points of ${quantity}`, async () => (await points(panel, quantity)) > 2);
    }
    const run = await panel.stored('finished');
    assert.equal(`${((run.summary.metrics.accuracy ?? 0) * 100).toFixed(1)} %`, accuracy);
    await panel.close();
  });
}

test('a training is paused, goes on, goes one epoch, is stopped, forgotten and begun again', async () => {
  const panel = await panels.open({ change: endless });
  await panel.press('Train');
  await panel.until('two epochs', async () => (await panel.epoch()) > 2);

  await panel.press('Pause');
  await panel.says(/Paused/);
  const paused = await lastEnded(panel);
  const messages = (await panel.workerMessages()).filter(({ type }) => type === 'progress').length;

  await panel.press(/^Step/);
  // From within an epoch it goes to that one's end.
  await panel.until('one epoch more', async () => (await lastEnded(panel)) > paused);
  await panel.says(/Paused/);
  assert.equal(await lastEnded(panel), paused + 1);
  await panel.until('it to be shown', async () => (await panel.epoch()) === paused + 1);

  await panel.press('Resume');
  await panel.says(/Training/);
  await panel.until('epochs after that', async () => (await panel.epoch()) > paused + 2);
  const later = (await panel.workerMessages()).filter(({ type }) => type === 'progress').length;
  assert.ok(later > messages, 'the worker said nothing more');

  await panel.press('Stop');
  await panel.says(/Stopped/);
  await panel.until('points of the loss', async () => (await points(panel, 'loss')) > 2);
  await panel.stored('stopped');

  await panel.press(/^Reset/);
  await panel.says(/Ready/);
  await panel.until('an empty chart', async () => (await points(panel, 'loss')) === 0);
  assert.equal(await panel.page.locator('.number').count(), 0);

  await panel.press('Train');
  await panel.until('a first epoch', async () => (await panel.epoch()) > 1);
  const names = new Set(panel.host.saved.map(({ summary }) => summary.name));
  assert.match((await panel.page.locator('.facts').textContent()) ?? '', /^Run 2/);
  assert.ok(names.has('Run 1'));
  await panel.close();
});

test('thousands of epochs leave the buttons responsive, and are stored as what a curve needs', async () => {
  const panel = await panels.open({
    example: 'iris.nnspec',
    change: (text) => text.replace('epochs 100', 'epochs 100000').replace(/early_stopping.*/, ''),
  });
  await panel.press('Train');
  await panel.until('many epochs', async () => (await panel.epoch()) > 5000);
  await panel.press('Stop');
  await panel.says(/Stopped/);
  const run = await panel.stored('stopped');
  const stored = run.record.epochs.map(({ epoch }) => epoch);
  assert.ok(stored.length <= 2000, `${stored.length} epochs are stored`);
  const gaps = stored.slice(1).map((epoch, i) => epoch - (stored[i] ?? 0));
  const widest = Math.max(...gaps);
  assert.ok(widest <= run.summary.epochs / 100, `${widest} epochs in a row are not stored`);
  const full = run.record.epochs.filter(({ layers }) => layers[0]?.weights?.weights.counts.length);
  assert.ok(full.length > 20 && full.length <= 60, `${full.length} have histograms`);
  assert.equal(stored[0], 1);
  assert.equal(stored.at(-1), run.summary.epochs);
  assert.equal(run.summary.epochs, await panel.epoch());
  await panel.close();
});

test('an edit of the text does not disturb the training, and the panel says so', async () => {
  const panel = await panels.open({ change: endless });
  await panel.press('Train');
  await panel.until('a first epoch', async () => (await panel.epoch()) > 1);
  const notice = panel.page.locator('.notice');
  assert.equal(await notice.count(), 0);

  const { text } = panel.host;
  await panel.host.edit(text.replace('1e-5', '1e-3'));
  await notice.filter({ hasText: 'The text has changed since.' }).waitFor();
  const noticed = await panel.epoch();
  await panel.until('the training to go on', async () => (await panel.epoch()) > noticed + 2);
  await panel.says(/Training/);

  await panel.host.edit(text);
  await notice.waitFor({ state: 'detached' });
  await panel.close();
});

test('a worker that dies is reported, what was measured is kept, and Train works again', async () => {
  const panel = await panels.open({ change: endless });
  await panel.press('Train');
  await panel.until('two epochs', async () => (await panel.epoch()) > 2);
  const [worker] = panel.page.workers();
  assert.ok(worker);
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('The memory of the test is exhausted.');
    });
  });
  await panel.says(/Interrupted/);
  const notice = panel.page.locator('.notice.error');
  assert.match((await notice.first().textContent()) ?? '', /memory of the test is exhausted/);
  await panel.until('points of the loss', async () => (await points(panel, 'loss')) >= 2);
  await panel.stored('interrupted');

  await panel.press('Train Again');
  await panel.says(/Training/);
  await panel.until('a first epoch', async () => (await panel.epoch()) > 1);
  assert.equal(await notice.count(), 0);
  await panel.close();
});

test('a training that follows a finished one has its worker, and reads only what has changed', async () => {
  const panel = await panels.open({ example: 'iris.nnspec' });
  const facts = panel.page.locator('.facts');
  const train = async (name: string) => {
    await panel.press('Train');
    await facts.filter({ hasText: name }).waitFor();
    await panel.says(/Finished/);
    await panel.until('a worker without work', async () => {
      return (await panel.workerMessages()).at(-1)?.type === 'idle';
    });
  };
  await train('Run 1');
  const [worker] = panel.page.workers();
  const loss = await panel.number('training loss');

  await train('Run 2');
  assert.equal(await panel.number('training loss'), loss);
  assert.match((await facts.textContent()) ?? '', /75 \/ 30 \/ 45 samples/);

  const path = 'data/iris.csv';
  const lines = new TextDecoder().decode(await panel.host.readFile(path)).split('\n');
  const half = lines.filter((_, at) => at % 2 === 0).join('\n');
  panel.host.replaceFile(path, new TextEncoder().encode(half));
  await train('Run 3');
  assert.match((await facts.textContent()) ?? '', /38 \/ 15 \/ 22 samples/);
  assert.notEqual(await panel.number('training loss'), loss);
  assert.deepEqual(panel.page.workers(), [worker]);
  await panel.close();
});

test('a worker reports its progress at most 10 times a second', async () => {
  const panel = await panels.open({ change: endless });
  await panel.press('Train');
  await panel.until('three seconds of training', async () => {
    const times = await progressTimes(panel);
    return (times.at(-1) ?? 0) - (times[0] ?? 0) > 3000;
  });
  const times = await progressTimes(panel);
  const busiest = times.map((time) => times.filter((t) => t >= time && t < time + 1000).length);
  assert.ok(Math.max(...busiest) <= 12, `${Math.max(...busiest)} messages in a second`);
  assert.ok(times.length > 15, `only ${times.length} messages in three seconds`);
  await panel.close();
});

/** The last epoch that the page knows to have ended: the one that is under way counts in what it shows. */
async function lastEnded(panel: Panel): Promise<number> {
  return Math.max(0, ...(await panel.workerMessages()).map(({ ended }) => ended));
}

async function progressTimes(panel: Panel): Promise<number[]> {
  const messages = await panel.workerMessages();
  return messages.filter(({ type }) => type === 'progress').map(({ time }) => time);
}

/** How many points a chart has, counted in its table; charts are drawn in turns, so points are to be waited for. */
async function points(panel: Panel, quantity: string): Promise<number> {
  const chart = panel.chart(quantity);
  const table = chart.getByRole('button', { name: /as a table$/ });
  if ((await table.getAttribute('aria-pressed')) === 'false') {
    await chart.hover();
    await table.click();
  }
  return chart.locator('tbody tr').count();
}
