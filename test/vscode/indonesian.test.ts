import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { root } from '../../scripts/build.ts';
import { launchChromium, type Server, startServer } from '../../scripts/vscode/server.ts';
import {
  languageStatus,
  lens,
  openFile,
  openWindow,
  panelSays,
  pick,
  runCommand,
  trainingPanel,
} from '../../scripts/vscode/window.ts';

/** VS Code in Bahasa Indonesia: what the extension says is in it too, from the palette to the findings. */
const workspace = join(mkdtempSync(join(tmpdir(), 'nnspec-indonesian-')), 'examples');
let server: Server;
let browser: Browser;
let page: Page;

before(async () => {
  cpSync(join(root, 'examples'), workspace, { recursive: true });
  server = await startServer();
  browser = await launchChromium();
  const extension = `vscode-remote://${server.authority}${root}`;
  const address = server.address(workspace, [['extensionDevelopmentPath', extension]]);
  const look = { width: 1440, height: 900, scheme: 'dark', language: 'id' } as const;
  page = await openWindow(browser, address, look);
  page.setDefaultTimeout(90_000);
});

after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(join(workspace, '..'), { recursive: true });
});

test('the commands are in the palette by their Indonesian names', async () => {
  await runCommand(page, 'NNSpec: Model Baru');
  await pick(page, 'Jaringan kecil');
  assert.match(await languageStatus(page), /1 model, tanpa temuan/);
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
  await lens(page, '▶ Latih').click();
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
