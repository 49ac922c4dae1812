#!/usr/bin/env node
/**
 * Stands in for VS Code's executable where VS Code itself cannot be downloaded or has no display. It takes the
 * flags that `@vscode/test-electron` passes, opens the same workbench and the same extension host (VS
 * Code's server, in headless Chromium), and ends with the suite's exit code.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { launchChromium, startServer } from '../../scripts/vscode/server.ts';

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string' },
    extensionTestsPath: { type: 'string' },
  },
});
const extension = resolve(String(values.extensionDevelopmentPath));
const suite = resolve(String(values.extensionTestsPath));
const [folder] = positionals;
if (folder === undefined) {
  console.error('The VS Code shim needs the folder to open as its first argument.');
  process.exit(2);
}

const server = await startServer();
const browser = await launchChromium();
try {
  process.exitCode = await runSuite(folder);
} finally {
  await browser.close();
  await server.stop();
}

/** Opens the window and waits for the extension host to end, as it does after the suite. */
async function runSuite(folder: string): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const exitCode = new Promise<number>((done) => {
    void page.exposeFunction('codeAutomationExit', done);
    page.on('crash', () => {
      console.error('The page with VS Code crashed.');
      done(1);
    });
  });
  await page.exposeFunction('codeAutomationLog', relayConsole);
  const remote = `vscode-remote://${server.authority}`;
  await page.goto(
    server.address(resolve(folder), [
      ['extensionDevelopmentPath', remote + extension],
      ['extensionTestsPath', remote + suite],
      ['skipWelcome', 'true'],
    ]),
  );
  return exitCode;
}

/** The suite's own output carries a mark; the workbench's log is of interest only where it fails. */
function relayConsole(type: string, args: unknown): void {
  const text = (Array.isArray(args) ? args : [args]).map(String).join(' ');
  const marked = /\[suite\] (.*)/s.exec(text)?.[1];
  if (marked !== undefined) console.log(marked);
  else if (process.env.NNSPEC_VERBOSE !== undefined) console.error(`${type}: ${text}`);
}
