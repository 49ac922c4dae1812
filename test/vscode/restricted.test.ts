import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  editorLine,
  lens,
  openFile,
  openPanel,
  panelSays,
  placeCursor,
  trainingPanel,
} from '../../scripts/vscode/window.ts';
import { closeTestWindow, newExamples, openTestWindow } from './test-window.ts';

/**
 * A folder that the person has not trusted. The extension runs nothing of the folder's, so everything works; and opening a file
 * runs nothing either: training begins when it is asked for.
 */
const workspace = newExamples();
let page: Page;

before(async () => {
  page = await openTestWindow(workspace, {
    trustWorkspaces: false,
    userSettings: { 'security.workspace.trust.startupPrompt': 'never' },
  });
});

after(closeTestWindow);

test('the window is restricted', async () => {
  await page.locator('.statusbar', { hasText: 'Restricted Mode' }).waitFor();
});

test('a file is checked, its table read, and nothing trains by itself', async () => {
  await openFile(page, 'digits.nnspec');
  await page.locator('.squiggly-warning').first().waitFor();
  await lens(page, '▶ Train').waitFor();
  assert.equal(await page.locator('iframe.webview').count(), 0);
  assert.ok(!existsSync(join(workspace, '.vscode')));
});

test('a quick fix repairs the text', async () => {
  await placeCursor(page, 'learning_rate');
  await page.keyboard.press('End');
  for (let column = 0; column < 3; column += 1) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Control+.');
  await page.locator('.action-widget .monaco-list-row.action').first().waitFor();
  await page.keyboard.press('Enter');
  await editorLine(page, 'learning_rate: 1e-3').waitFor();
});

test('the model trains to the end when it is asked to', async () => {
  await openPanel(page, '▶ Train');
  await panelSays(page, /Finished/, 90);
  const place = trainingPanel(page).locator('.place');
  assert.equal((await place.textContent())?.trim(), 'Epoch 15 / 15');
});
