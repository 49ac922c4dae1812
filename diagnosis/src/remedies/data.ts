/** Scaling of inputs and targets, and heads that reach their target. */
import { CITATIONS } from '#language';
import { setLayerArgument, setSetting } from './edits.ts';
import type { Candidate, Remedy } from './remedy.ts';

export const scaleInputs: Remedy = {
  category: 'data',
  candidates: ({ analysis, data, plan }) => {
    if (plan.data.scale.kind !== 'none') return [];
    const edit = setSetting(analysis, data.syntax, 'scale', 'standardize');
    if (!edit) return [];
    return [
      {
        id: 'scale:standardize',
        title: 'Standardise the inputs',
        reason: 'Each input then has mean 0 and standard deviation 1 on the training part.',
        basis: { kind: 'paper', text: CITATIONS.lecun },
        edits: [edit],
      },
    ];
  },
};

export const scaleTarget: Remedy = {
  category: 'data',
  candidates: ({ analysis, data, plan }) => {
    const { target } = plan.data;
    if (target.encoding !== 'real' || target.scale.kind !== 'none') return [];
    const edit = setSetting(analysis, data.syntax, 'scale_target', 'standardize');
    if (!edit) return [];
    return [
      {
        id: 'scale_target:standardize',
        title: 'Standardise the target',
        reason: 'The output layer starts near 0 with a spread near 1, and so does the target then.',
        basis: { kind: 'paper', text: CITATIONS.lecun },
        edits: [edit],
      },
    ];
  },
};

export const linearHead: Remedy = {
  category: 'head-and-loss',
  candidates: ({ analysis, data, plan, model, head, layers }) => {
    const activation = model.headActivation?.value.name ?? 'linear';
    if (plan.data.target.encoding !== 'real' || activation === 'linear' || !head) return [];
    const output = layers.findLast((layer) => layer.activation !== undefined) ?? head;
    const edit = setLayerArgument(output, 'activation', 'linear');
    const scaled = setSetting(analysis, data.syntax, 'scale_target', 'standardize');
    const basis = { kind: 'paper', text: 'Bishop 2006, Pattern recognition, section 5.2' } as const;
    const reason = `'${activation}' in '${output.id}' bounds what the model can answer.`;
    const both: Candidate[] =
      scaled && plan.data.target.scale.kind === 'none'
        ? [
            {
              id: 'head:linear+scale_target',
              title: 'Use a linear output layer and standardise the target',
              reason,
              basis,
              edits: [edit, scaled],
            },
          ]
        : [];
    return [
      ...both,
      { id: 'head:linear', title: 'Use a linear output layer', reason, basis, edits: [edit] },
    ];
  },
};
