/**
 * `npm run screenshots`: takes the pictures of the README from the real VS Code, in light and dark, into docs/images/, and those
 * of every state of the panel into docs/gallery/.
 *
 * `--only panel-training-dark` takes one, `--gallery` those of the panel alone.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { build, root } from './build.ts';
import { takeGallery } from './screenshots/gallery.ts';
import { launchChromium, type Server, startServer } from './vscode/server.ts';
import {
  openFile,
  openWindow,
  panelSays,
  placeCursor,
  runCommand,
  trainingPanel,
} from './vscode/window.ts';

/** One picture: what the person did before it was taken. */
interface Scene {
  readonly name: string;
  readonly example: string;
  readonly play: (page: Page) => Promise<void>;
}

const scenes: readonly Scene[] = [
  { name: 'editor-warnings', example: 'digits.nnspec', play: showWarnings },
  { name: 'editor-quick-fix', example: 'digits.nnspec', play: showQuickFix },
  { name: 'panel-training', example: 'digits_conv.nnspec', play: showTraining },
  { name: 'panel-suggestion', example: 'digits.nnspec', play: showSuggestion },
];

const themes = { light: 'Default Light Modern', dark: 'Default Dark Modern' } as const;

const { values } = parseArgs({
  options: { only: { type: 'string' }, gallery: { type: 'boolean', default: false } },
});
const images = join(root, 'docs/images');
mkdirSync(images, { recursive: true });
await build({ production: true });
await takeGallery(values.only);
const browser = await launchChromium();
try {
  for (const scheme of values.gallery ? [] : (['light', 'dark'] as const)) {
    const wanted = scenes
      .map((scene) => ({ ...scene, name: `${scene.name}-${scheme}` }))
      .filter(({ name }) => values.only === undefined || values.only === name);
    if (wanted.length > 0) await takeAll(wanted, scheme);
  }
} finally {
  await browser.close();
}

/** One server for all of them: it takes longer to start than a picture to take. */
async function takeAll(wanted: readonly Scene[], scheme: 'light' | 'dark'): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nnspec-screenshots-'));
  const workspace = join(folder, 'examples');
  cpSync(join(root, 'examples'), workspace, { recursive: true });
  const server = await startServer({
    userSettings: {
      'workbench.colorTheme': themes[scheme],
      'editor.fontSize': 13,
      'workbench.activityBar.location': 'hidden',
      'workbench.statusBar.visible': true,
    },
  });
  try {
    for (const scene of wanted) await take(scene, addressOf(server, workspace), scheme);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

async function take(
  { name, example, play }: Scene,
  address: string,
  scheme: 'light' | 'dark',
): Promise<void> {
  const page = await openWindow(browser, address, { width: 1440, height: 900, scheme });
  await openFile(page, example);
  await page.locator('.codelens-decoration').first().waitFor();
  await play(page);
  // Away from whatever lights up below the pointer; charts have had their turns by then.
  await page.mouse.move(600, 892);
  await page.waitForTimeout(800);
  await page.screenshot({ path: join(images, `${name}.png`) });
  console.log(`docs/images/${name}.png`);
  await page.close();
}

function addressOf(server: Server, workspace: string): string {
  const extension = `vscode-remote://${server.authority}${root}`;
  return server.address(workspace, [['extensionDevelopmentPath', extension]]);
}

async function showWarnings(page: Page): Promise<void> {
  await page.locator('.squiggly-warning').first().waitFor();
  await runCommand(page, 'View: Toggle Problems');
  await page.locator('.markers-panel .monaco-list-row').nth(3).waitFor();
}

async function showQuickFix(page: Page): Promise<void> {
  await page.locator('.squiggly-warning').first().waitFor();
  await placeCursor(page, 'dense(16');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Control+.');
  await page.locator('.action-widget .monaco-list-row.action').first().waitFor();
}

async function showTraining(page: Page): Promise<void> {
  await startTraining(page);
  const panel = trainingPanel(page);
  // Some epochs, so that the curves have a course.
  await panel
    .locator('.place', { hasText: /^Epoch ([6-9]|[12]\d)\b/ })
    .waitFor({ timeout: 60_000 });
}

async function showSuggestion(page: Page): Promise<void> {
  await startTraining(page);
  await panelSays(page, /Finished/);
  await trainingPanel(page).locator('.suggestions li').first().waitFor();
}

/** The side bar makes room for text and panel. */
async function startTraining(page: Page): Promise<void> {
  await page.keyboard.press('Control+b');
  await page.keyboard.press('Control+Alt+t');
  await panelSays(page, /Training|Finished/);
}
