import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  openFile,
  openPanel,
  panelSays,
  pick,
  runCommand,
  statusSays,
  trainingPanel,
} from '../../scripts/vscode/window.ts';
import { closeTestWindow, newExamples, openTestWindow } from './test-window.ts';

/** VS Code in Bahasa Indonesia: what the extension says is in it too, from the palette to the findings. */
const workspace = newExamples();
let page: Page;

before(async () => {
  page = await openTestWindow(workspace, {}, { language: 'id' });
});

after(closeTestWindow);

test('the commands are in the palette by their Indonesian names', async () => {
  await runCommand(page, 'NNSpec: Model Baru');
  await pick(page, 'Jaringan kecil');
  await statusSays(page, /1 model, tanpa temuan/);
});

test('what is wrong with a text is said in Indonesian, and its repair', async () => {
  await openFile(page, 'digits.nnspec');
  await page.locator('.squiggly-warning').first().waitFor();
  await runCommand(page, 'View: Toggle Problems');
  const problems = page.locator('.markers-panel');
  await problems
    .getByText('Learning rate 1e-5 rendah untuk adam: umumnya 1e-3 s/d 3e-3.')
    .waitFor();
  await problems.getByText(/Seluruh 15 epoch dilatih meskipun loss validasi naik/).waitFor();
});

test('the walkthrough and its pages are in Indonesian', async () => {
  await runCommand(page, 'Welcome: Open Walkthrough...');
  await pick(page, 'Jaringan pertama Anda dalam tiga menit');
  await page.getByRole('heading', { name: 'Tulis sebuah jaringan' }).waitFor();
  const media = page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame');
  await media.getByText(/menawarkan yang cocok/).waitFor();
});

test('the panel speaks Indonesian, and so do the findings of a training and their repairs', async () => {
  await page.locator('.tab[data-resource-name="digits.nnspec"]').click();
  await openPanel(page, '▶ Latih');
  await panelSays(page, /Selesai/, 90);
  const panel = trainingPanel(page);
  await panel
    .getByText(/Learning rate terlalu rendah: 1e-5 dengan adam/)
    .first()
    .waitFor();
  await panel
    .getByText(/^Naikkan learning rate menjadi/)
    .first()
    .waitFor();
});
