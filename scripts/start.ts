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
import { desktopVSCode, hasDisplay } from './vscode/desktop.ts';
import { onPath } from './vscode/install.ts';
import { startServer } from './vscode/server.ts';

const { values } = parseArgs({
  options: { server: { type: 'boolean', default: false }, port: { type: 'string', default: '0' } },
});
const examples = join(root, 'examples');

const executable = values.server ? undefined : (onPath('code') ?? (await desktopVSCode()));
if (executable === undefined) await serve(Number(values.port));
else await openWindow(executable);

async function openWindow(executable: string): Promise<void> {
  await build({ production: false });
  console.log(`Opening ${examples} in ${executable}`);
  spawnSync(executable, [`--extensionDevelopmentPath=${root}`, examples], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
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
  const openers: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', win32: 'start' };
  const opener = openers[process.platform] ?? 'xdg-open';
  spawnSync(opener, [address], { stdio: 'ignore', shell: process.platform === 'win32' });
}
