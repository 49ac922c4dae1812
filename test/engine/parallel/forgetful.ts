/** A program that leaves a training with its threads in the middle. */
import { createTrainer } from '#engine';
import { dataSetOf, denseStack, kernelsOf, normals, planOf } from '../plans.ts';
import { threads } from './threads.ts';

const plan = planOf({
  layers: denseStack(8, [[1, { name: 'linear' }]]),
  loss: { name: 'mse' },
  epochs: 1000,
});
const data = dataSetOf([8], [1], normals(64 * 8, 1), normals(64, 2));
const kernels = await kernelsOf();
const trainer = createTrainer({ plan, data, kernels, parallel: await threads(1) });
trainer.advance(10, 5);
console.log(trainer.threads === 2 && !trainer.done ? 'trained' : 'not in the middle');
