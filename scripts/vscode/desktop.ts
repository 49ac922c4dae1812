import { downloadAndUnzipVSCode } from '@vscode/test-electron';

const updates = 'https://update.code.visualstudio.com/api/releases/stable';

/**
 * VS Code's own desktop build, downloaded once into `.vscode-test/`.
 * @returns its executable, or undefined where there is no display or no way to the download
 */
export async function desktopVSCode(): Promise<string | undefined> {
  if (!hasDisplay() || !(await reachable(updates))) return undefined;
  return downloadAndUnzipVSCode('stable');
}

/** Whether a window can be shown on this machine. */
export function hasDisplay(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}

async function reachable(address: string): Promise<boolean> {
  try {
    return (await fetch(address, { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}
