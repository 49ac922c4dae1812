import assert from 'node:assert/strict';
import { commands, type TextDocument } from 'vscode';
import type { RunSummary } from '../../../webview/src/protocol.ts';
import {
  apply,
  extensionApi,
  lintFindings,
  openExample,
  quickFixes,
  trainingFindings,
} from './example.ts';
import { eventually, type Step } from './steps.ts';

/** What is wrong with a learning rate of 1e-5. */
const slow = 'learning-rate-too-low';

/** Training the first example in the panel: as it stands, repaired by a suggestion, repaired by all quick fixes. */
export const trainingSteps: readonly Step[] = [
  { name: 'the panel trains real digits to the end', check: trains },
  { name: 'what the training found is underlined in the text', check: findsSymptoms },
  { name: 'a suggestion is applied, and undone', check: appliesSuggestion },
  { name: 'the repaired text learns the digits', check: learnsWhenRepaired },
];

async function trains(): Promise<void> {
  const { document } = await openExample('digits.nnspec');
  const run = await trainToEnd(document);
  assert.equal(run.model, 'DigitNet');
  assert.equal(run.epochs, 15);
  // A learning rate of 1e-5 gets nowhere.
  assert.ok(heldOutAccuracy(run) < 0.6, JSON.stringify(run.metrics));
}

async function findsSymptoms(): Promise<void> {
  const { document } = await openExample('digits.nnspec');
  const findings = await eventually('findings', () => {
    const found = trainingFindings(document);
    return found.length > 0 && found;
  });
  assert.ok(
    findings.some(({ code }) => code === slow),
    JSON.stringify(findings),
  );
}

async function appliesSuggestion(): Promise<void> {
  const { document } = await openExample('digits.nnspec');
  const original = document.getText();
  const finding = trainingFindings(document).find(({ code }) => code === slow);
  assert.ok(finding);
  const suggestion = await eventually('suggestions', async () => {
    const actions = await quickFixes(document, finding);
    return actions.find(({ title }) => /^Raise the learning rate/.test(title));
  });
  await apply(suggestion);
  assert.notEqual(document.getText(), original);
  assert.deepEqual(trainingFindings(document), [], 'findings are about the text that was trained');
  await commands.executeCommand('undo');
  assert.equal(document.getText(), original);
  assert.notDeepEqual(trainingFindings(document), []);
}

async function learnsWhenRepaired(): Promise<void> {
  const { document } = await openExample('digits.nnspec');
  while (lintFindings(document).length > 0) {
    const [diagnostic] = lintFindings(document);
    assert.ok(diagnostic);
    const count = lintFindings(document).length;
    const actions = await quickFixes(document, diagnostic);
    await apply(actions.find(({ isPreferred }) => isPreferred) ?? actions[0]);
    await eventually('one warning less', () => lintFindings(document).length < count);
  }
  const run = await trainToEnd(document);
  assert.ok(heldOutAccuracy(run) > 0.75, JSON.stringify(run.metrics));
}

/** Presses ▶ and waits for the run to be stored. */
async function trainToEnd(document: TextDocument): Promise<RunSummary> {
  const api = await extensionApi();
  const uri = document.uri.toString();
  const earlier = new Set(api.runs(uri, 0).map(({ id }) => id));
  await commands.executeCommand('nnspec.train', uri, 0);
  return eventually(
    'finished run',
    () => api.runs(uri, 0).find(({ id, state }) => !earlier.has(id) && state === 'finished'),
    60,
  );
}

function heldOutAccuracy({ metrics }: RunSummary): number {
  const { accuracy } = metrics;
  assert.ok(accuracy !== undefined, JSON.stringify(metrics));
  return accuracy;
}
