import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { root } from '../../scripts/build.ts';
import {
  editorLine,
  panelSays,
  pick,
  placeCursor,
  runCommand,
  statusSays,
  typePath,
} from '../../scripts/vscode/window.ts';
import { closeTestWindow, newFolder, openTestWindow } from './test-window.ts';

/** A new model from each kind of template, and the walkthrough to its end. The tests build on each other. */
const workspace = newFolder('models');
const ownTable = join(workspace, 'plants.csv');
let page: Page;

before(async () => {
  mkdirSync(workspace, { recursive: true });
  copyFileSync(join(root, 'examples/data/iris.csv'), ownTable);
  page = await openTestWindow(workspace);
});

after(closeTestWindow);

test('a new model on generated data opens at once, stored nowhere', async () => {
  await runCommand(page, 'NNSpec: New Model');
  await pick(page, 'Small network');
  await editorLine(page, 'model SpiralNet').waitFor();
  await statusSays(page, /1 model, no findings/);
});

test('a new model on the example table brings the table along', async () => {
  await runCommand(page, 'NNSpec: New Model');
  await pick(page, 'Classes from a table');
  await pick(page, 'Use the Example Table');
  await typePath(page, join(workspace, 'flowers.nnspec'));
  await editorLine(page, 'model Classifier').waitFor();
  assert.ok(existsSync(join(workspace, 'data/iris.csv')));
  await statusSays(page, /1 model, no findings.*iris\.csv: 150 rows/s);
});

test('a new model on a table of one’s own takes its columns and what is to be predicted', async () => {
  await runCommand(page, 'NNSpec: New Model');
  await pick(page, 'A number from a table');
  await pick(page, 'Choose a File');
  await typePath(page, ownTable);
  await pick(page, 'petal_width');
  const file = join(workspace, 'widths.nnspec');
  await typePath(page, file);
  await editorLine(page, 'target petal_width').waitFor();
  const text = readFileSync(file, 'utf8');
  assert.match(text, /source "plants\.csv"/);
  assert.match(text, /features exclude\(species\)/);
  assert.match(text, /input\(3\)/);
});

test('the walkthrough: each step does what it says, and is then done', async () => {
  await runCommand(page, 'View: Close All Editors');
  await press('write', 'New Model');
  await pick(page, 'Small network');
  await editorLine(page, 'model SpiralNet').waitFor();
  await finished('write');

  await press('check', 'Problems');
  await page.locator('.tab', { hasText: 'Untitled' }).first().click();
  await placeCursor(page, 'learning_rate');
  await page.keyboard.press('End');
  for (const key of ['ArrowLeft', 'Backspace', '5']) await page.keyboard.press(key);
  await page.locator('.squiggly-warning').first().waitFor();
  await page.keyboard.press('Control+.');
  await page.locator('.action-widget .monaco-list-row.action').first().waitFor();
  await page.keyboard.press('Enter');
  await editorLine(page, 'learning_rate: 1e-3').waitFor();
  await finished('check');

  await press('train', 'Train');
  await panelSays(page, /Training|Finished/, 90);
  await panelSays(page, /Finished/, 90);
  await finished('train');

  await press('repair', 'Findings of the Last Run');
  await finished('repair');

  await press('examples', 'Open Examples');
  await typePath(page, workspace);
  await pick(page, 'spirals.nnspec');
  await finished('examples');
  assert.ok(existsSync(join(workspace, 'nnspec-examples/digits.nnspec')));
});

function step(id: string) {
  return page.locator(`[data-step-id="nnspec.nnspec#firstNetwork#${id}"]`);
}

/** Opens a step of the walkthrough and presses its button. */
async function press(id: string, button: string): Promise<void> {
  await openWalkthrough();
  if ((await step(id).getAttribute('aria-expanded')) !== 'true') await step(id).click();
  await step(id).getByRole('button', { name: button }).click();
}

async function finished(id: string): Promise<void> {
  await openWalkthrough();
  await step(id).locator('.codicon-getting-started-step-checked').waitFor({ state: 'attached' });
}

async function openWalkthrough(): Promise<void> {
  await runCommand(page, 'Welcome: Open Walkthrough...');
  await pick(page, 'Your first network in three minutes');
}
