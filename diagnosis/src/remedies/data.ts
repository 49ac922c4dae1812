/** Scaling of inputs and targets, and heads that reach their target. */
import { t } from '#l10n';
import { CITATIONS, hasLabels } from '#language';
import { flattenLayers } from '#plan';
import { percent } from '../finding.ts';
import { removeStatement, setLayerArgument, setSetting } from './edits.ts';
import type { Candidate, Remedy } from './remedy.ts';

const SAMPLES_SOURCE = 'Goodfellow et al. 2016, Deep learning, section 11.3';
const USUAL_SPLIT = 'train 70%, validation 15%, test 15%';
const HEADS_SOURCE = 'Bishop 2006, Pattern recognition, section 5.2';
const HEADS: Readonly<Partial<Record<string, string>>> = {
  cross_entropy: 'softmax',
  kl_divergence: 'softmax',
  binary_cross_entropy: 'sigmoid',
};
const LOSSES: Readonly<Partial<Record<string, string>>> = {
  softmax: 'cross_entropy',
  sigmoid: 'binary_cross_entropy',
};

export const scaleInputs: Remedy = {
  category: 'data',
  candidates: ({ analysis, data, plan }) => {
    // Tokens are looked up, not multiplied: scaled, they would be none.
    const tokens = flattenLayers(plan.model.layers).some(({ type }) => type === 'embedding');
    if (plan.data.scale.kind !== 'none' || tokens) return [];
    const edit = setSetting(analysis, data.syntax, 'scale', 'standardize');
    if (!edit) return [];
    return [
      {
        id: 'scale:standardize',
        title: t`Standardise the inputs`,
        reason: t`Each input then has mean 0 and standard deviation 1 on the training part.`,
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
        title: t`Standardise the target`,
        reason: t`The output layer starts near 0 with a spread near 1, and so does the target then.`,
        basis: { kind: 'paper', text: CITATIONS.lecun },
        edits: [edit],
      },
    ];
  },
};

/** Where neither side is scaled, neither alone may help. */
export const scaleBoth: Remedy = {
  category: 'data',
  candidates: (context) => {
    const [inputs] = scaleInputs.candidates(context);
    const [target] = scaleTarget.candidates(context);
    if (!inputs || !target) return [];
    return [
      {
        id: 'scale+scale_target:standardize',
        title: t`Standardise the inputs and the target`,
        reason: t`Both then have mean 0 and standard deviation 1 on the training part.`,
        basis: inputs.basis,
        edits: [...inputs.edits, ...target.edits],
      },
    ];
  },
};

/** All that the source has, and most of it to train on. */
export const moreSamples: Remedy = {
  category: 'data',
  candidates: ({ analysis, data, plan }) => {
    const { limit, split } = plan.data;
    const written = data.syntax.body?.statements.find(
      (statement) => statement.kind === 'setting' && statement.name.name === 'limit',
    );
    const basis = { kind: 'paper', text: SAMPLES_SOURCE } as const;
    const unlimited: Candidate[] =
      limit === undefined || !written
        ? []
        : [
            {
              id: 'limit:off',
              title: t`Use all samples of the source`,
              reason: t`A limit of ${limit} keeps the others away.`,
              basis,
              edits: [removeStatement(analysis, written.range)],
            },
          ];
    const edit = setSetting(analysis, data.syntax, 'split', USUAL_SPLIT);
    const balanced: Candidate[] =
      split.train >= split.validation || plan.data.testSource !== null || !edit
        ? []
        : [
            {
              id: 'split:usual',
              title: t`Train on most of the samples: ${USUAL_SPLIT}`,
              reason: t`Only ${percent(split.train)} of them are trained on. Validation then counts other samples than before.`,
              basis,
              edits: [edit],
            },
          ];
    return [...unlimited, ...balanced];
  },
};

/** Each class then counts the same in the loss, however few its samples are. */
export const balanceClasses: Remedy = {
  category: 'data',
  candidates: ({ analysis, train, plan }) => {
    if (plan.train.classWeights === 'balanced' || plan.data.target.encoding === 'real') return [];
    const edit = setSetting(analysis, train.syntax, 'class_weights', 'balanced');
    if (!edit) return [];
    return [
      {
        id: 'class_weights:balanced',
        title: t`Let each class count the same: class_weights balanced`,
        reason: t`Classes weigh as much as they have samples.`,
        basis: { kind: 'paper', text: 'He & Garcia 2009, Learning from imbalanced data' },
        edits: [edit],
      },
    ];
  },
};

/** The output activation that the loss on classes is made for. */
export const matchingHead: Remedy = {
  category: 'head-and-loss',
  candidates: ({ plan, model, head, layers }) => {
    const activation = model.headActivation?.value.name ?? 'linear';
    const { encoding } = plan.data.target;
    const wanted = HEADS[plan.train.loss.name];
    if (encoding === 'real' || !wanted || wanted === activation || !head) return [];
    const output = layers.findLast((layer) => layer.activation !== undefined) ?? head;
    return [
      {
        id: `head:${wanted}`,
        title: t`Use ${wanted} in the output layer '${output.id}'`,
        reason: t`${plan.train.loss.name} takes probabilities; '${activation}' does not give them.`,
        basis: { kind: 'paper', text: HEADS_SOURCE },
        edits: [setLayerArgument(output, 'activation', wanted)],
      },
    ];
  },
};

/** Of targets that are 0 or 1 each: one yes or no an output, and its own probability. */
export const labelHead: Remedy = {
  category: 'head-and-loss',
  candidates: ({ analysis, train, data, plan, model, head, layers }) => {
    const activation = model.headActivation?.value.name ?? 'linear';
    const { name } = plan.train.loss;
    if (!hasLabels(data) || !head || (activation === 'sigmoid' && name in HEADS)) return [];
    const output = layers.findLast((layer) => layer.activation !== undefined) ?? head;
    const loss = setSetting(analysis, train.syntax, 'loss', 'binary_cross_entropy');
    const sigmoid =
      activation === 'sigmoid' ? [] : [setLayerArgument(output, 'activation', 'sigmoid')];
    if (!loss) return [];
    return [
      {
        id: 'head:labels',
        title: t`Use sigmoid and binary_cross_entropy: each target is 0 or 1 by itself`,
        reason: t`'${activation}' with ${name} does not give each of the ${plan.data.target.columns.length} targets a probability of its own.`,
        basis: { kind: 'paper', text: HEADS_SOURCE },
        edits: [...sigmoid, loss],
      },
    ];
  },
};

/** The loss that the output activation of a classification is made for. */
export const matchingLoss: Remedy = {
  category: 'head-and-loss',
  candidates: ({ analysis, train, plan, model }) => {
    const activation = model.headActivation?.value.name ?? 'linear';
    const { name } = plan.train.loss;
    const wanted = LOSSES[activation];
    if (plan.data.target.encoding === 'real' || !wanted || name in HEADS) return [];
    const edit = setSetting(analysis, train.syntax, 'loss', wanted);
    if (!edit) return [];
    return [
      {
        id: `loss:${wanted}`,
        title: t`Use ${wanted} as the loss`,
        reason: t`'${name}' has hardly a gradient where '${activation}' is most wrong; ${wanted} has its largest there.`,
        basis: { kind: 'paper', text: HEADS_SOURCE },
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
    const basis = { kind: 'paper', text: HEADS_SOURCE } as const;
    const reason = t`'${activation}' in '${output.id}' bounds what the model can answer.`;
    const both: Candidate[] =
      scaled && plan.data.target.scale.kind === 'none'
        ? [
            {
              id: 'head:linear+scale_target',
              title: t`Use a linear output layer and standardise the target`,
              reason,
              basis,
              edits: [edit, scaled],
            },
          ]
        : [];
    return [
      ...both,
      { id: 'head:linear', title: t`Use a linear output layer`, reason, basis, edits: [edit] },
    ];
  },
};
