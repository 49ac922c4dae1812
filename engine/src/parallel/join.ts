import { instantiateIn } from '../kernels.ts';
import { compileModel } from '../model.ts';
import { taskOf } from '../task.ts';
import type { Control } from './control.ts';
import { threadModelOptions } from './layout.ts';
import { Member } from './member.ts';
import type { ShareMessage } from './threads.ts';

/** A thread's part in a training: compiles its model in its part of the shared memory. */
export function join(message: ShareMessage, control: Control): Member {
  const { plan, phase, data, classWeights, kernels, memory, thread, batches, places } = message;
  const task = taskOf(plan, data);
  const start = places.gradients[thread] as number;
  const { weights, fixed, exchange } = places;
  const common = { plan, phase, task, kernels, classWeights };
  const model = compileModel(
    {
      ...threadModelOptions(common, batches, thread),
      arena: { start, weights, fixed, exchange },
    },
    instantiateIn(kernels, memory),
  );
  return new Member({ plan, phase, task, batches, places, model, control, thread });
}
