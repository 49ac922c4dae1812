/** The Python of the tests: NNSPEC_PYTHON, or the one on the path. Tests that lack a module of it say so. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { promisify } from 'node:util';

export const python = process.env.NNSPEC_PYTHON || 'python3';

const known = new Map<string, boolean>();

/** Whether all modules can be imported. */
export function hasModules(...modules: readonly string[]): boolean {
  const statement = `import ${modules.join(', ')}`;
  let found = known.get(statement);
  if (found === undefined) {
    found = spawnSync(python, ['-c', statement], { env: environment() }).status === 0;
    known.set(statement, found);
  }
  return found;
}

/** Marks the test as skipped where a module is missing. */
export function lacks(t: TestContext, ...modules: readonly string[]): boolean {
  if (hasModules(...modules)) return false;
  t.skip(`${python} has no ${modules.join(', ')}; set NNSPEC_PYTHON to one that has`);
  return true;
}

/** Runs a Python program and gives what it printed; throws with what it complained about. */
export async function runPython(
  program: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const env = { ...environment(), ...options.env };
  const { stdout } = await promisify(execFile)(python, [...program], {
    ...options,
    env,
    maxBuffer: 2 ** 26,
  });
  return stdout;
}

/** One thread: other tests run beside this one. */
function environment(): NodeJS.ProcessEnv {
  const own = { OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1', KERAS_BACKEND: 'torch' };
  return { ...process.env, ...own };
}

/** A folder that is gone after the test. */
export function temporaryFolder(t: { after(done: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'nnspec-exchange-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder that is gone after the file's tests. */
export function sharedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nnspec-exchange-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
