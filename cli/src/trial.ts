/** A worker that trains one plan after the other: started by trial-pool.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { speak } from '#l10n';
import { Failure } from './failure.ts';
import { runTraining } from './run.ts';
import type { TrialAnswer, TrialOrder } from './trial-pool.ts';

speak(workerData);
const port = parentPort;
if (!port) throw new Error('This program trains for another one: start it as a worker.');

port.on('message', async ({ plan, folder }: TrialOrder) => {
  port.postMessage(await answerTo(plan, folder));
});

async function answerTo(plan: TrialOrder['plan'], folder: string): Promise<TrialAnswer> {
  try {
    return { kind: 'run', run: await runTraining(plan, { folder, confirm: true }) };
  } catch (error) {
    if (error instanceof Failure) {
      return { kind: 'failure', message: error.message, exitCode: error.exitCode };
    }
    return { kind: 'fault', message: error instanceof Error ? error.message : String(error) };
  }
}
