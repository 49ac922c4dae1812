import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { root } from '../../scripts/build.ts';
import { downloadedVSCode } from '../../scripts/vscode/desktop.ts';
import type { Outcome } from './suite/steps.ts';

test('in the extension host of VS Code', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'nnspec-suite-'));
  context.after(() => rmSync(folder, { recursive: true }));
  // VS Code in a browser saves every edit by itself: the suite edits a copy.
  const workspace = join(folder, 'examples');
  cpSync(join(root, 'examples'), workspace, { recursive: true });
  const outcomesFile = join(folder, 'outcomes.json');
  await runTests({
    vscodeExecutablePath: (await downloadedVSCode()) ?? join(root, 'test/vscode/shim.ts'),
    extensionDevelopmentPath: root,
    extensionTestsPath: await buildSuite(folder),
    extensionTestsEnv: { NNSPEC_OUTCOMES: outcomesFile },
    launchArgs: [workspace],
  });
  const outcomes: Outcome[] = JSON.parse(readFileSync(outcomesFile, 'utf8'));
  for (const { name, error } of outcomes) {
    await context.test(name, () => {
      if (error !== undefined) throw new Error(error);
    });
  }
});

/** VS Code loads the suite as one CommonJS file. */
async function buildSuite(folder: string): Promise<string> {
  const outfile = join(folder, 'suite.cjs');
  await build({
    entryPoints: [join(root, 'test/vscode/suite/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  return outfile;
}
