/**
 * VS Code for machines without a display or a way to VS Code's own downloads: its server, from the npm
 * package `code-server`, shown in headless Chromium. It is the real workbench with the real extension
 * host; only the window is a browser's.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { onPath, run } from './programs.ts';

const version = '4.139.1';

/** Where VS Code's server and the Node that runs it are. */
export interface Installation {
  /** The server's program, a module for Node. */
  readonly program: string;
  /** A Node of the version that the server is built for. */
  readonly node: string;
}

/**
 * Installs VS Code's server from the npm registry, once for all working copies of this machine.
 * @throws Error when npm cannot reach its registry
 */
export function installServer(): Installation {
  const folder = join(cacheFolder(), `code-server-${version}`);
  const serverFolder = join(folder, 'node_modules/code-server/lib/vscode');
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    console.log(`Installing VS Code's server (code-server ${version}) into ${folder} …`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    npmInstall(folder, [`code-server@${version}`, `${nodePackage()}@24`]);
    npmInstall(serverFolder, ['--omit=dev']);
    writeFileSync(complete, '');
  }
  return {
    program: join(serverFolder, 'out/server-main.js'),
    node: join(folder, 'node_modules', nodePackage(), 'bin/node'),
  };
}

/**
 * The path of a Chromium, installed through apt where that is possible.
 * @throws Error that says what to install otherwise
 */
export function findChromium(): string {
  const found = chromiumOnPath();
  if (found !== undefined) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && onPath('apt-get') !== undefined) {
    console.log('Installing Chromium through apt …');
    const settings = {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    execFileSync('apt-get', ['update', '-q'], settings as { stdio: 'inherit' });
    execFileSync('apt-get', ['install', '-y', '-q', 'chromium'], settings as { stdio: 'inherit' });
    const installed = chromiumOnPath();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    'This needs Chromium or Google Chrome. Install it (Debian, Ubuntu: apt-get install chromium), ' +
      'or set CHROMIUM to the path of its executable.',
  );
}

function chromiumOnPath(): string | undefined {
  const { CHROMIUM } = process.env;
  if (CHROMIUM !== undefined && existsSync(CHROMIUM)) return CHROMIUM;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const macPath = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  return names.map(onPath).find((path) => path !== undefined) ?? [macPath].find(existsSync);
}

/** Where programs of this project are kept between runs. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'nnspec');
}

function nodePackage(): string {
  return `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
}

/** Scripts of dependencies are not run: they would compile native modules that nothing here uses. */
function npmInstall(folder: string, packages: readonly string[]): void {
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = run('npm', ['install', ...flags, ...packages], folder);
  if (status !== 0) throw new Error(`npm could not install ${packages.join(' and ')}.`);
}
