import { t } from '#l10n';
import type { Fix, Severity } from '../../findings.ts';
import type { PlainLayer, ResolvedModel, ResolvedTrain } from '../../semantics/model.ts';
import { hasLabels, isScaledLabel } from '../columns.ts';
import { setActivation, setSetting } from '../edits.ts';
import { example } from '../examples.ts';
import { type Head, headOf, isLinear } from '../network.ts';
import type { Report, Rule } from '../rule.ts';

/** Heads that each loss of classification can learn with; the first is what a fix writes. */
const HEADS: Readonly<Record<string, readonly string[]>> = {
  cross_entropy: ['softmax'],
  binary_cross_entropy: ['sigmoid', 'hard_sigmoid'],
  hinge: ['linear', 'tanh', 'softsign'],
  kl_divergence: ['softmax'],
};

/** The loss of classification that belongs to a head. */
const LOSSES: Readonly<Record<string, string>> = {
  softmax: 'cross_entropy',
  sigmoid: 'binary_cross_entropy',
  hard_sigmoid: 'binary_cross_entropy',
};

const HIDDEN = 'dense(32, relu, init: he_normal)';
const STOPPING = ['epochs 50', 'early_stopping(patience: 5)'];

export const lossHeadMismatch: Rule = {
  id: 'loss-head-mismatch',
  severity: 'error',
  category: 'head',
  topic: 'Tuning table: activation',
  summary: 'The loss does not fit the activation of the output, or the target.',
  documentation: {
    what: 'cross_entropy without a softmax head, binary_cross_entropy without a sigmoid head, a classification loss on a real target, or a regression loss on classes (a warning: it learns, but slowly). Several columns of zeros and ones behind one softmax are a warning, too. An output layer whose own activation stands before that of the output is a warning, too.',
    why: 'Cross entropy −Σ yᵢ ln pᵢ needs pᵢ that are probabilities: positive, and for softmax adding up to 1. Only then is its gradient before the head the simple p − y. With mse the gradient is multiplied with the head’s derivative, which is nearly 0 where the model is sure and wrong. Labels that hold at once have probabilities that do not sum to 1. An output activation takes what is linear: relu before it cuts off all that is negative, a second softmax flattens the first.',
    source: 'Bishop 2006, Pattern recognition and machine learning, section 4.3.6',
  },
  bad: [
    example({
      layers: [HIDDEN, 'dense(3, linear, init: glorot_uniform)'],
      train: ['loss cross_entropy', ...STOPPING],
    }),
    example({
      layers: [HIDDEN, 'dense(3, softmax, init: glorot_uniform)'],
      train: ['loss binary_cross_entropy', ...STOPPING],
    }),
    example({
      data: ['source sine()'],
      input: '30, 1',
      layers: ['flatten', HIDDEN, 'dense(1, linear, init: glorot_uniform)'],
      train: ['loss binary_cross_entropy', ...STOPPING],
    }),
    example({
      layers: [HIDDEN, 'dense(3, relu, init: he_normal)', 'activation(softmax)'],
      train: ['loss cross_entropy', ...STOPPING],
    }),
  ],
  good: [
    example({ train: ['loss cross_entropy', ...STOPPING] }),
    example({
      data: ['source moons()'],
      layers: [HIDDEN, 'dense(1, sigmoid, init: glorot_uniform)'],
      train: ['loss binary_cross_entropy', ...STOPPING],
    }),
  ],
  check({ specification, text }, report) {
    for (const model of specification.models) if (model.complete) checkActivations(model, report);
    for (const train of specification.trains) {
      const loss = train.settings.get('loss')?.arguments.value;
      const head = train.model?.complete ? headOf(train.model) : undefined;
      if (!loss || !train.loss || !head || isScaledLabel(train)) continue;
      const judged = judge(text, train, train.loss.value.name, head);
      if (judged) report({ range: loss.range, ...judged });
    }
  },
};

/** The head's own activation where the output's follows in a layer of its own. */
function checkActivations(model: ResolvedModel, report: Report): void {
  const head = headOf(model);
  const own = head?.layer.activation;
  if (!head || !own || isLinear(own) || head.activationLayer === head.layer) return;
  report({
    message: t`${head.layer.id} applies ${own.value.name} before the output's ${head.activation}, which takes what is linear.`,
    range: own.written ? own.range : head.layer.typeRange,
    severity: 'warning',
    fixes: [
      {
        title: t`Change ${head.layer.id} to ${'linear'}`,
        edits: [setActivation(head.layer, 'linear')],
        preferred: true,
      },
    ],
  });
}

interface Judged {
  readonly message: string;
  readonly severity: Severity;
  readonly fixes: Fix[];
}

function judge(text: string, train: ResolvedTrain, loss: string, head: Head): Judged | undefined {
  const heads = HEADS[loss];
  const { layer, activation } = head;
  const target = train.data?.targetKind;
  const changeLoss = (name: string, preferred: boolean): Fix => ({
    title: t`Change the loss to ${name}`,
    edits: [setSetting(text, train, 'loss', `loss ${name}`)],
    preferred,
  });
  if (heads && target === 'real') {
    const message = t`${loss} is for classes, but the target of ${train.data?.name ?? ''} is a real number: use mse.`;
    return { message, severity: 'error', fixes: [changeLoss('mse', true)] };
  }
  const shares = activation === 'softmax' || loss === 'cross_entropy' || loss === 'kl_divergence';
  if (train.data && hasLabels(train.data) && shares) {
    return {
      message: t`The ${train.data.target.length} targets of ${train.data.name} hold or not each by itself, and ${loss} with ${activation} makes them shares of one: sigmoid goes with binary_cross_entropy.`,
      severity: heads ? 'error' : 'warning',
      fixes: [labelFix(text, train, head)],
    };
  }
  // `softmax-single-unit` speaks of a softmax that is no choice at all.
  const constant = activation === 'softmax' && layer.output?.at(-1) === 1;
  if (heads && !heads.includes(activation) && !constant) {
    return {
      message: t`${loss} needs a ${heads[0] ?? ''} head, but ${layer.id} has ${activation}.`,
      severity: 'error',
      fixes: mismatchFixes(head, heads[0] as string, changeLoss),
    };
  }
  const better = LOSSES[activation];
  if (!heads && target === 'classes' && better && fitsUnits(layer, better)) {
    const message = t`${loss} learns classes slowly: ${layer.id} (${activation}) goes with ${better}.`;
    return { message, severity: 'warning', fixes: [changeLoss(better, true)] };
  }
  return undefined;
}

function labelFix(text: string, train: ResolvedTrain, { activationLayer }: Head): Fix {
  return {
    title: t`Change to sigmoid and binary_cross_entropy`,
    edits: [
      setActivation(activationLayer, 'sigmoid'),
      setSetting(text, train, 'loss', 'loss binary_cross_entropy'),
    ],
    preferred: true,
  };
}

/** Softmax over one unit is no cure, and no other units can be guessed. */
function fitsUnits(layer: PlainLayer, loss: string): boolean {
  return loss !== 'cross_entropy' || (layer.output?.at(-1) ?? 0) > 1;
}

function mismatchFixes(
  { layer, activation, activationLayer }: Head,
  wanted: string,
  changeLoss: (name: string, preferred: boolean) => Fix,
): Fix[] {
  const units = layer.output?.at(-1) ?? 0;
  const loss = LOSSES[activation];
  const lossFits = loss !== undefined && fitsUnits(layer, loss);
  const headFits = wanted !== 'softmax' || units > 1;
  // A sigmoid head of several units under cross_entropy was most likely meant to be softmax.
  const preferLoss = lossFits && !(activation.endsWith('sigmoid') && units > 1);
  return [
    ...(lossFits ? [changeLoss(loss, preferLoss)] : []),
    ...(headFits
      ? [
          {
            title: t`Change ${layer.id} to ${wanted}`,
            edits: [setActivation(activationLayer, wanted)],
            preferred: !preferLoss,
          },
        ]
      : []),
  ];
}
