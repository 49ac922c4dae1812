import { downloadAndUnzipVSCode } from '@vscode/test-electron';

const updates = 'https://update.code.visualstudio.com/api/releases/stable';

/**
 * VS Code's own desktop build, downloaded once into `.vscode-test/`.
 * @returns its executable, or undefined where there is no display or no way to the download
 */
export async function desktopVSCode(): Promise<string | undefined> {
  const display =
    process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!display || !(await reachable(updates))) return undefined;
  return downloadAndUnzipVSCode('stable');
}

async function reachable(address: string): Promise<boolean> {
  try {
    return (await fetch(address, { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}
