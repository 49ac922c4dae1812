import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  editorLine,
  openFile,
  panelSays,
  placeCursor,
  trainingPanel,
} from '../../scripts/vscode/window.ts';
import { closeTestWindow, newExamples, openTestWindow } from './test-window.ts';

/** The first five minutes, as a person at the window spends them. The tests build on each other. */
const workspace = newExamples();
let page: Page;

before(async () => {
  page = await openTestWindow(workspace);
});

after(closeTestWindow);

test('opening digits.nnspec underlines its flaws', async () => {
  await openFile(page, 'digits.nnspec');
  await page.locator('.squiggly-warning').first().waitFor();
  assert.ok((await page.locator('.squiggly-warning').count()) >= 2);
});

test('a quick fix from the keyboard repairs the learning rate', async () => {
  await placeCursor(page, '1e-5');
  await page.keyboard.press('End');
  for (let column = 0; column < 3; column += 1) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Control+.');
  await page.locator('.action-widget .monaco-list-row.action').first().waitFor();
  await page.keyboard.press('Enter');
  await editorLine(page, 'learning_rate').waitFor();
  await page
    .locator('.monaco-editor .view-line', { hasText: '1e-5' })
    .waitFor({ state: 'detached' });
});

test('undo brings the flaw back', async () => {
  await page.keyboard.press('Control+z');
  await editorLine(page, '1e-5').waitFor();
});

test('the button in the title bar trains to the end', async () => {
  await page
    .getByRole('button', { name: /^Train/ })
    .first()
    .click();
  await panelSays(page, /Training|Finished/);
  await panelSays(page, /Finished/);
  const place = trainingPanel(page).locator('.place');
  assert.equal((await place.textContent())?.trim(), 'Epoch 15 / 15');
  assert.ok((await trainingPanel(page).locator('canvas').count()) >= 3);
});

test('the editor shows at each layer how it fares', async () => {
  const words = await page.evaluate(() =>
    [...document.querySelectorAll('.monaco-editor .view-line span span')].map(
      (span) => getComputedStyle(span, '::after').content,
    ),
  );
  const annotations = words.filter((text) => /gradient \d/.test(text));
  assert.equal(annotations.length, 3, words.join());
});

test('cursor and network are linked both ways', async () => {
  const panel = trainingPanel(page);
  await placeCursor(page, 'dense(10');
  await panel.locator('.layer[aria-current="true"][data-layer="dense_3"]').waitFor();
  await panel.locator('.layer[data-layer="dense_1"]').click();
  await page.locator('.statusbar', { hasText: /Ln 16,/ }).waitFor();
  await panel.locator('.layer[aria-current="true"][data-layer="dense_1"]').waitFor();
});

test('a suggestion is applied with a click and undone with a key', async () => {
  const panel = trainingPanel(page);
  await panel.locator('.finding').first().waitFor();
  await panel
    .getByRole('button', { name: /^Apply/ })
    .first()
    .click();
  await panel
    .getByText(/Applied/)
    .first()
    .waitFor();
  await page.locator('.monaco-editor .view-line').first().click();
  await page.keyboard.press('Control+z');
  await editorLine(page, '1e-5').waitFor();
});
