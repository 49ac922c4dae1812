/** A worker of the panel: it does one thing at a time, a training, a trial or a range test. */
import { type Kernels, loadData, loadKernels, loadStartWeights, type ReadFile } from '#engine';
import { speak } from '#l10n';
import type { Plan } from '#plan';
import {
  type FilesMessage,
  type FromWorker,
  MessageHandler,
  TO_WORKER,
  type ToWorker,
} from './protocol.ts';
import type { Prepared, Send } from './worker/prepared.ts';
import { rangeTest } from './worker/range-test.ts';
import { servesAsThread } from './worker/threads.ts';
import { Training } from './worker/training.ts';

/** Compiled while nothing else is to do; rejected where they are damaged, which `train` tells. */
let kernels: Promise<Kernels> | null = null;
let files: FilesMessage['files'] = [];
/** Rejected where the plan or the data cannot be used, which `train` tells. */
let training: Promise<Training> | null = null;
/** The training itself, once it has begun. */
let current: Training | null = null;
/** What the last plan needed: whoever trains on the same data does not read it again. */
let prepared: (Prepared & { readonly key: string }) | null = null;

const page = new MessageHandler<FromWorker, ToWorker>(
  (message, transfer) => self.postMessage(message, { transfer }),
  TO_WORKER,
  {
    load: (message) => {
      speak(message.texts);
      kernels = loadKernels(message.kernels);
      kernels.catch(() => {});
    },
    files: (message) => {
      files = message.files;
    },
    train: async (message) => {
      const send: Send = (answer, transfer) => page.send(answer, transfer);
      // The run before this one gives its memory back before this one takes its own.
      current = null;
      training = prepare(message.plan).then((prepared) => new Training(message, prepared, send));
      current = await training;
      await current.run();
      page.send({ type: 'idle' });
    },
    control: async ({ action }) => (await present())?.control(action),
    predict: async ({ input }) => {
      const current = await present();
      if (current) page.send({ type: 'prediction', prediction: current.predict(input) });
    },
    'range-test': async ({ plan }) => {
      page.send(await rangeTest(plan, await prepare(plan)));
    },
    beat: async () => {
      await current?.betweenSteps();
      page.send({ type: 'beat' });
    },
  },
  (fault) => page.send({ type: 'worker-fault', message: fault.message }),
);

if (!servesAsThread()) self.addEventListener('message', ({ data }) => void page.receive(data));

/** The training that was asked for last, as soon as its data are read; null where there is none. */
async function present(): Promise<Training | null> {
  return (await training?.catch(() => null)) ?? null;
}

/** @throws DataError, PlanError, CheckpointError: what was found, where, and what to do */
async function prepare({ data: dataPlan, model }: Plan): Promise<Prepared> {
  const stamps = files.map(({ stamp }) => stamp);
  const key = JSON.stringify([dataPlan, model.inputShape, model.weights, stamps]);
  if (prepared?.key === key) return prepared;
  prepared = null;
  if (!kernels) throw new Error('The worker was asked to train before it had the kernels.');
  const contents = new Map(files.map(({ path, content }) => [path, content]));
  const readFile: ReadFile = async (path) => {
    const content = contents.get(path);
    if (!content) throw new Error(`The data file “${path}” did not arrive.`);
    return new Uint8Array(await content.arrayBuffer());
  };
  const [data, compiled, startWeights] = await Promise.all([
    loadData(dataPlan, model.inputShape, readFile),
    kernels,
    loadStartWeights(model, readFile),
  ]);
  prepared = { key, data, kernels: compiled, startWeights };
  return prepared;
}
