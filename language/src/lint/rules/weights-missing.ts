import { weightsExample } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const weightsMissing: Rule = {
  id: 'weights-missing',
  severity: 'error',
  category: 'transfer',
  topic: 'Transfer learning',
  summary: 'The file of weights cannot be read.',
  documentation: {
    what: 'The file that `weights` names does not exist, is cut off, or is no file of weights. The message says what was found.',
    why: 'Without the weights the model would start at random: there would be nothing to transfer. Save them with `nnspec train --save`, with the panel, or in Python with `safetensors.torch.save_file(model.state_dict(), path)`.',
    source: 'The safetensors format, https://huggingface.co/docs/safetensors',
  },
  bad: [weightsExample('runs/deleted.safetensors')],
  good: [weightsExample('runs/spirals.safetensors')],
  check({ specification }, report) {
    for (const { weights, weightsSummary } of specification.models) {
      if (!weights || weightsSummary?.kind !== 'problem') continue;
      const { message, advice } = weightsSummary;
      report({ message: `${message} ${advice}`.trim(), range: weights.range });
    }
  },
};
