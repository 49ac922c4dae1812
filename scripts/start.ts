/**
 * `npm start`: builds the extension and opens VS Code with it on the examples.
 *
 * An installed VS Code is used where there is one, else one is downloaded; where neither works, or there is no
 * display, VS Code's server runs here and its address is printed. `--server` asks for that.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, root } from './build.ts';
import { packageExtension } from './package.ts';
import {
  type DesktopCommand,
  downloadedCommand,
  hasDisplay,
  installedVSCode,
} from './vscode/desktop.ts';
import { onPath, run } from './vscode/programs.ts';
import { startServer } from './vscode/server.ts';

const { values } = parseArgs({
  options: { server: { type: 'boolean', default: false }, port: { type: 'string', default: '0' } },
});
const examples = join(root, 'examples');

/** Set in the terminals of a VS Code whose window is on another machine than its files. */
const remoteWindow = process.env.VSCODE_IPC_HOOK_CLI !== undefined ? onPath('code') : undefined;

if (values.server) await serve(Number(values.port));
else if (remoteWindow !== undefined) await openInRemoteWindow(remoteWindow);
else {
  const desktop = installedVSCode() ?? (await downloadedCommand());
  if (desktop === undefined) await serve(Number(values.port));
  else await openWindow(desktop);
}

async function openWindow({ program, args }: DesktopCommand): Promise<void> {
  await build({ production: false });
  console.log(`Opening ${examples} with ${program}`);
  start(program, [...args, `--extensionDevelopmentPath=${root}`, examples]);
}

/** There, VS Code's command knows nothing of extensions that are being developed: the package is installed. */
async function openInRemoteWindow(program: string): Promise<void> {
  start(program, ['--install-extension', await packageExtension(), '--force']);
  start(program, [examples]);
}

function start(program: string, args: readonly string[]): void {
  const { status, error } = run(program, args);
  if (status === 0) return;
  console.error(`${program} could not be started: ${error?.message ?? `exit code ${status}`}.`);
  console.error('`npm start -- --server` opens VS Code in the browser instead.');
  process.exit(1);
}

/** Stays until it is interrupted. */
async function serve(port: number): Promise<void> {
  const server = await startServer({ port, extensions: [await packageExtension()] });
  const address = server.address(examples);
  console.log(`VS Code with NNSpec on the examples: ${address}`);
  console.log('Ctrl-C ends it.');
  if (hasDisplay()) openBrowser(address);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.stop().then(() => process.exit(0)));
  }
}

function openBrowser(address: string): void {
  const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
    darwin: ['open'],
    // Not `start`: that is a word of the shell, to which & and % in addresses mean something.
    win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  };
  const [opener, ...args] = openers[process.platform] ?? ['xdg-open'];
  spawnSync(opener, [...args, address], { stdio: 'ignore' });
}
