import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  editorLine,
  openFile,
  openPanel,
  panelSays,
  placeCursor,
  runCommand,
  trainingPanel,
} from '../../scripts/vscode/window.ts';
import { closeTestWindow, newFolder, openTestWindow, runFiles } from './test-window.ts';

/** Whatever happens to the panel, its window or its file: the run goes on or is restored, and the panel says what happened. */
const workspace = newFolder('models');
const name = 'endless.nnspec';
const endless = `data Spirals {
  source spirals(samples: 3000, classes: 3, noise: 0.2)
  split train 70%, validation 15%, test 15%
}

model SpiralNet {
  input(2)
  dense(32, relu, init: he_normal)
  dropout(0.1)
  dense(3, softmax)
}

train SpiralNet on Spirals {
  loss cross_entropy
  optimizer adam(learning_rate: 1e-3)
  batch_size 32
  epochs 1000000
  metrics accuracy
}
`;

let page: Page;

before(async () => {
  mkdirSync(workspace, { recursive: true });
  writeFileSync(join(workspace, name), endless);
  writeFileSync(join(workspace, 'notes.txt'), 'Nothing about networks.\n');
  page = await openTestWindow(workspace, { userSettings: { 'files.autoSave': 'off' } });
  await openFile(page, name);
  await openPanel(page, '▶ Train');
  await trainsBeyond(5);
});

after(closeTestWindow);

test('a hidden panel goes on training', async () => {
  await panelTab().click();
  const before = await epoch();
  await openFile(page, 'notes.txt');
  await trainingPanel(page).locator('.place').waitFor({ state: 'hidden' });
  // What a panel does in two seconds that nobody sees.
  await page.waitForTimeout(2000);
  await panelTab().click();
  await trainsBeyond(before + 20);
  await runCommand(page, 'View: Close Other Editors in Group');
});

test('a panel that is moved to another column and split goes on training', async () => {
  await panelTab().click();
  await runCommand(page, 'View: Move Editor into Previous Group');
  await trainsBeyond((await epoch()) + 5);
  assert.equal(await runName(), 'Run 1');
  await runCommand(page, 'View: Split Editor');
  await trainsBeyond((await epoch()) + 5);
  assert.equal(await runName(), 'Run 1');
  await panelTab().click();
  await runCommand(page, 'View: Move Editor into Next Group');
  await trainsBeyond((await epoch()) + 5);
});

test('an edit of the text is told of, and the training goes on', async () => {
  await openText();
  await placeCursor(page, 'batch_size 32');
  await page.keyboard.press('End');
  await page.keyboard.type('0');
  await says(/The text has changed since\. This training goes on/);
  await trainsBeyond((await epoch()) + 5);
  await page.keyboard.press('Backspace');
  await notice(/The text has changed/).waitFor({ state: 'detached' });
});

test('a second run cuts the first one off, and says that it can be resumed', async () => {
  await openText();
  // Not by the lens: the text has just been edited, and lenses are made anew then, under the hand.
  await page.keyboard.press('Control+Alt+t');
  await says(/Run 1 was cut off for this training/);
  await trainingPanel(page)
    .locator('.facts', { hasText: /^Run 2/ })
    .waitFor();
  await trainsBeyond(5);
});

test('a worker that is killed is reported, and the run resumed', async () => {
  await saved();
  await kill();
  await panelSays(page, /Interrupted/, 90);
  await says(/was cut off after [\d,]+ epochs?\. What it showed is kept\. Its state after/);
  const cutOff = await epoch();
  await resume();
  await trainsBeyond(cutOff);
  assert.equal(await runName(), 'Run 2');
});

test('after the window was loaded again, the panel has its curves and the run can be resumed', async () => {
  await saved();
  const before = await epoch();
  await page.reload();
  await page.locator('.monaco-workbench .statusbar').waitFor();
  await panelSays(page, /Interrupted/, 90);
  assert.equal(await runName(), 'Run 2');
  const restored = await epoch();
  assert.ok(restored > 0 && restored <= before + 2000, `epoch ${restored}, before ${before}`);
  const loss = trainingPanel(page).locator('[data-chart="loss"]');
  assert.match((await loss.locator('canvas').getAttribute('aria-label')) ?? '', /training \d/);
  await resume();
  await trainsBeyond(restored);
});

test('after its page alone was loaded again, the panel has the run, which can be resumed', async () => {
  await saved();
  await runCommand(page, 'Developer: Reload Webviews');
  await panelSays(page, /Interrupted/, 90);
  assert.equal(await runName(), 'Run 2');
  const restored = await epoch();
  await resume();
  await trainsBeyond(restored);
});

test('a run that a closing window has left half replaced is found all the same', async () => {
  const panel = trainingPanel(page);
  await panel.getByRole('button', { name: 'Pause' }).first().click();
  await panelSays(page, /Paused/);
  const paused = await epoch();
  // A pause is stored, and what was being written before it comes to its end.
  await page.waitForTimeout(3000);
  const files = runFiles().filter((file) => /-[^/]*\.(json|safetensors)$/.test(file));
  assert.ok(files.length >= 2, `stored were ${files.join(', ')}`);
  for (const file of files) renameSync(file, `${file}.unfinished`);
  await page.reload();
  await page.locator('.monaco-workbench .statusbar').waitFor();
  await panelSays(page, /Interrupted/, 90);
  assert.equal(await runName(), 'Run 2');
  await resume();
  await trainsBeyond(paused);
});

test('a file that is deleted is told of, and its text can be restored', async () => {
  await openText();
  rmSync(join(workspace, name));
  await says(/endless\.nnspec was deleted\. The run has kept its text/);
  await trainsBeyond((await epoch()) + 5);
  // Not merely closed: VS Code would ask whether to save what was typed before.
  await runCommand(page, 'View: Revert and Close Editor');
  await trainingPanel(page).getByRole('button', { name: 'Restore the Text' }).click();
  await editorLine(page, 'train SpiralNet on Spirals').waitFor();
  assert.throws(
    () => readFileSync(join(workspace, name)),
    'it is saved only when the person says so',
  );
});

/** In the first column: the panel is in the second. */
async function openText(): Promise<void> {
  await page.locator(`.tab[data-resource-name="${name}"]`).first().click();
  await page.locator('.monaco-editor .view-line').first().waitFor();
}

function panelTab() {
  return page.locator('.tab', { hasText: 'Training: SpiralNet' }).first();
}

function notice(words: RegExp) {
  return trainingPanel(page).locator('.notice', { hasText: words });
}

async function says(words: RegExp): Promise<void> {
  await notice(words).waitFor();
}

/** Reads the number before the slash of `Epoch 3 / 15`. */
async function epoch(): Promise<number> {
  const place = (await trainingPanel(page).locator('.place').textContent()) ?? '';
  return Number(/Epoch ([\d,]+)/.exec(place)?.[1]?.replaceAll(',', '') ?? 0);
}

async function trainsBeyond(wanted: number): Promise<void> {
  await panelSays(page, /^Training$/, 90);
  const deadline = performance.now() + 90_000;
  while ((await epoch()) <= wanted) {
    if (performance.now() > deadline) assert.fail(`The training did not come beyond ${wanted}.`);
    await page.waitForTimeout(50);
  }
}

async function runName(): Promise<string> {
  const facts = (await trainingPanel(page).locator('.facts').textContent()) ?? '';
  return facts.split(' · ')[0] ?? '';
}

/** Waits until the list of runs offers the weights of the run that is shown: its checkpoint is written. */
async function saved(): Promise<void> {
  const panel = trainingPanel(page);
  await panel.getByRole('tab', { name: 'Runs' }).click();
  const weights = panel.locator('tr[aria-current] + tr, tr[aria-current]').getByRole('button', {
    name: /^Save the weights/,
  });
  await weights.first().waitFor({ timeout: 60_000 });
  await panel.getByRole('tab', { name: 'Training' }).click();
}

/** An error that nobody catches, as the engine's memory running out would be. */
async function kill(): Promise<void> {
  const names = await Promise.all(
    page.workers().map((worker) => worker.evaluate(() => self.name).catch(() => '')),
  );
  const engine = page.workers()[names.indexOf('nnspec-engine')];
  assert.ok(engine, `no engine among the workers: ${names.join()}`);
  await engine.evaluate(() => {
    setTimeout(() => {
      throw new Error('The worker was killed by its test.');
    });
  });
}

async function resume(): Promise<void> {
  await notice(/was cut off/)
    .getByRole('button', { name: 'Resume' })
    .click();
}
