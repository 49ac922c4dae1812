import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  downloadAndUnzipVSCode,
  resolveCliArgsFromVSCodeExecutablePath,
} from '@vscode/test-electron';
import { cacheFolder } from './install.ts';
import { onPath } from './programs.ts';

const updates = 'https://update.code.visualstudio.com/api/releases/stable';

/** The command that opens windows of VS Code. */
export interface DesktopCommand {
  readonly program: string;
  /** What it needs besides the folder to open. */
  readonly args: readonly string[];
}

/** VS Code as it is installed on this machine, or undefined where it is not, or cannot show a window. */
export function installedVSCode(): DesktopCommand | undefined {
  if (!hasDisplay() && !insideWindows()) return undefined;
  const program = onPath('code') ?? usualPlaces(process.platform, process.env).find(existsSync);
  if (program === undefined) return undefined;
  // VS Code refuses to run as root, as in a container, with the profile of root and with its sandbox.
  const root = process.platform === 'linux' && process.getuid?.() === 0 && !insideWindows();
  return { program, args: root ? [...ownProfile(), '--no-sandbox'] : [] };
}

/** Where installers put VS Code's command on systems whose installer may leave it off the path. */
export function usualPlaces(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string[] {
  const { HOME, LOCALAPPDATA, ProgramFiles } = environment;
  if (platform === 'darwin') {
    const inside = 'Applications/Visual Studio Code.app/Contents/Resources/app/bin/code';
    return [`/${inside}`, `${HOME}/${inside}`];
  }
  if (platform === 'win32') {
    const inside = 'Microsoft VS Code\\bin\\code.cmd';
    return [`${LOCALAPPDATA}\\Programs\\${inside}`, `${ProgramFiles}\\${inside}`];
  }
  return [];
}

/** The command of a VS Code that is downloaded, or undefined where `downloadedVSCode` is. */
export async function downloadedCommand(): Promise<DesktopCommand | undefined> {
  const executable = await downloadedVSCode();
  if (executable === undefined) return undefined;
  const [program] = resolveCliArgsFromVSCodeExecutablePath(executable);
  if (program === undefined) return undefined;
  // Unpacked from an archive, its sandbox on Linux lacks the rights that an installer gives.
  const sandbox = process.platform === 'linux' ? ['--no-sandbox'] : [];
  return { program, args: [...ownProfile(), ...sandbox] };
}

/**
 * VS Code's own desktop build, downloaded once into `.vscode-test/`.
 * @returns its executable, or undefined where there is no display or no way to the download
 */
export async function downloadedVSCode(): Promise<string | undefined> {
  if (!hasDisplay() || !(await reachable(updates))) return undefined;
  const executable = await downloadAndUnzipVSCode('stable');
  // Version 2 of test-electron (3 needs Node 22) names the program as it was called on macOS before VS Code 1.110.
  return existsSync(executable) ? executable : join(executable, '../Code');
}

/** Whether a window can be shown on this machine. */
export function hasDisplay(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}

/** Whether this is Linux inside Windows (WSL), whose `code` opens the VS Code of Windows. */
function insideWindows(): boolean {
  return process.env.WSL_DISTRO_NAME !== undefined;
}

/** Settings and extensions apart from the person's own; the path is short since sockets lie in it. */
function ownProfile(): string[] {
  const folder = join(cacheFolder(), 'vscode');
  return [
    `--user-data-dir=${join(folder, 'user-data')}`,
    `--extensions-dir=${join(folder, 'extensions')}`,
  ];
}

async function reachable(address: string): Promise<boolean> {
  try {
    return (await fetch(address, { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}
