/** Programs of this machine: where they are, and how they are started on each system. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';

/** The full path of a program, or undefined where it is not installed. */
export function onPath(program: string): string | undefined {
  const finder = process.platform === 'win32' ? 'where' : 'which';
  const { status, stdout } = spawnSync(finder, [program], { encoding: 'utf8' });
  return status === 0 ? startable(stdout.split(/\r?\n/), process.platform) : undefined;
}

/**
 * Which of the files that `which` or `where` has found can be started. On Windows there may be a script for other shells,
 * without an extension, before the one for Windows.
 */
export function startable(paths: readonly string[], platform: NodeJS.Platform): string | undefined {
  const runs = platform === 'win32' ? /\.(exe|cmd|bat)$/i : /./;
  return paths.find((path) => runs.test(path));
}

/** Runs a program to its end, on this terminal, in `folder`. */
export function run(
  program: string,
  args: readonly string[],
  folder?: string,
): SpawnSyncReturns<Buffer> {
  // Windows starts .cmd files through its shell only, and the shell splits what is not quoted.
  return process.platform === 'win32'
    ? spawnSync(windowsCommand(program, args), { cwd: folder, stdio: 'inherit', shell: true })
    : spawnSync(program, args, { cwd: folder, stdio: 'inherit' });
}

/** A program and its arguments as one line for the shell of Windows. */
export function windowsCommand(program: string, args: readonly string[]): string {
  return [program, ...args].map((part) => `"${part}"`).join(' ');
}
