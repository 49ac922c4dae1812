/** A training thread: started by threads.ts as a worker, it takes part in trainings until it is ended. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveThread } from '#engine';
import { speak } from '#l10n';

speak(workerData);
const port = parentPort;
if (!port) throw new Error('This program is one thread of a training: start it as a worker.');

serveThread({
  post: (message, transfer) => port.postMessage(message, transfer),
  receive: (handler) => {
    port.on('message', handler);
  },
});
