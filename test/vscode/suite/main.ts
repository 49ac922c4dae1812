/** Loaded by VS Code's extension host: opens the first example, and does with it what a person would do. */
import { writeFileSync } from 'node:fs';
import { editingSteps } from './editing.ts';
import { runSteps } from './steps.ts';
import { trainingSteps } from './training.ts';
import { virtualSteps } from './virtual.ts';

/** Called by VS Code; writes the outcomes where `test/vscode/extension-host.test.ts` reads them. */
export async function run(): Promise<void> {
  const { NNSPEC_OUTCOMES } = process.env;
  if (NNSPEC_OUTCOMES === undefined) throw new Error('NNSPEC_OUTCOMES is not set');
  const outcomes = await runSteps([...editingSteps, ...trainingSteps, ...virtualSteps]);
  writeFileSync(NNSPEC_OUTCOMES, JSON.stringify(outcomes));
}
