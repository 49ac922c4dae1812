import { cpSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { root } from '../../scripts/build.ts';
import {
  launchChromium,
  type Server,
  type ServerSettings,
  startServer,
} from '../../scripts/vscode/server.ts';
import { type Look, openWindow } from '../../scripts/vscode/window.ts';

/** Machines that do other things besides are slow. */
const PATIENCE_MILLISECONDS = 90_000;

const LOOK: Look = { width: 1440, height: 900, scheme: 'dark' };

/** What the window of this process's tests is made of, as far as it came. */
const opened: { folder?: string; server?: Server; browser?: Browser } = {};

/** A folder in a new place of its own, not made yet; it goes with the window. */
export function newFolder(name: string): string {
  opened.folder = join(mkdtempSync(join(tmpdir(), 'nnspec-window-')), name);
  return opened.folder;
}

/** A copy of the examples. */
export function newExamples(): string {
  const folder = newFolder('examples');
  cpSync(join(root, 'examples'), folder, { recursive: true });
  return folder;
}

/** VS Code with the extension on a folder; one in a process, ended by `closeTestWindow`. */
export async function openTestWindow(
  folder: string,
  settings: ServerSettings = {},
  look: Partial<Look> = {},
): Promise<Page> {
  const server = await startServer(settings);
  opened.server = server;
  opened.browser = await launchChromium();
  const extension = `vscode-remote://${server.authority}${root}`;
  const address = server.address(folder, [['extensionDevelopmentPath', extension]]);
  const page = await openWindow(opened.browser, address, { ...LOOK, ...look });
  page.setDefaultTimeout(PATIENCE_MILLISECONDS);
  return page;
}

/** The files that the extension keeps for runs of the folder. */
export function runFiles(): string[] {
  const pattern = join(
    opened.server?.dataFolder ?? '',
    '**/workspaceStorage/*/nnspec.nnspec/runs/*',
  );
  return globSync(pattern);
}

/** Ends the window and its server, and removes its folder. */
export async function closeTestWindow(): Promise<void> {
  await opened.browser?.close();
  await opened.server?.stop();
  if (opened.folder) rmSync(dirname(opened.folder), { recursive: true });
}
