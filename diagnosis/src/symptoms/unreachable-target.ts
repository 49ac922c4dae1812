/** Output activations and losses that cannot bring the model to its target. */
import type { LossPlan, Plan } from '#plan';
import { evidence, number, type SymptomReport } from '../finding.ts';
import { headActivation, type RunView } from '../run-view.ts';
import type { Symptom } from '../symptom.ts';

/** What an output activation can give; those that are missing can give anything. */
const OUTPUT_RANGES: Readonly<Record<string, string>> = {
  sigmoid: '0 to 1',
  hard_sigmoid: '0 to 1',
  softmax: '0 to 1',
  tanh: '-1 to 1',
  softsign: '-1 to 1',
  relu: '0 and above',
  exponential: 'above 0',
  softplus: 'above 0',
};

/** The output activation that a loss on classes is made for. */
const MATCHING_HEADS: Partial<Record<LossPlan['name'], readonly string[]>> = {
  cross_entropy: ['softmax'],
  kl_divergence: ['softmax'],
  binary_cross_entropy: ['sigmoid', 'hard_sigmoid'],
};

/** Losses for real targets: on classes their gradient fades where the model is most wrong. */
const REGRESSION_LOSSES: ReadonlySet<string> = new Set(['mse', 'mae', 'huber']);

export const unreachableTarget: Symptom = {
  id: 'unreachable-target',
  detect(view) {
    if ((!view.notLearning && !view.underfits) || !view.head) return null;
    if (view.trainLoss.length === 0 && view.accuracy === null) return null;
    const activation = headActivation(view)?.name ?? 'linear';
    return view.run.plan.data.target.encoding === 'real'
      ? boundedHead(view, activation)
      : mismatchedHead(view, activation);
  },
};

/** A real target that the output's range does not cover. */
function boundedHead(view: RunView, activation: string): SymptomReport | null {
  const range = OUTPUT_RANGES[activation];
  if (range === undefined || !view.head || !liesOutside(view)) return null;
  return report(
    view,
    { layers: [view.head] },
    `'${activation}' in '${view.head.id}' gives ${range}, and the target goes beyond`,
  );
}

/** A standardised target goes to both sides of 0 and beyond 1; of an unscaled one the loss tells. */
function liesOutside({ run, bestLoss, baselineLoss }: RunView): boolean {
  switch (run.plan.data.target.scale.kind) {
    case 'standardize':
      return true;
    case 'min_max':
      return false;
    default:
      return run.started.initial.expectedLoss !== null && bestLoss > baselineLoss;
  }
}

function mismatchedHead(view: RunView, activation: string): SymptomReport | null {
  const { loss } = view.run.plan.train;
  const heads = MATCHING_HEADS[loss.name];
  if (heads && !heads.includes(activation) && view.head) {
    return report(
      view,
      { layers: [view.head] },
      `'${activation}' in '${view.head.id}' gives no probabilities, which ${loss.name} needs (${heads[0]})`,
    );
  }
  if (!REGRESSION_LOSSES.has(loss.name)) return null;
  return report(
    view,
    { setting: 'loss' },
    `'${loss.name}' on classes has hardly a gradient where the model is most wrong (${fitting(view.run.plan)} has)`,
  );
}

function fitting({ data }: Plan): string {
  return data.target.encoding === 'binary' ? 'binary_cross_entropy' : 'cross_entropy';
}

function report(view: RunView, blame: SymptomReport['blame'], text: string): SymptomReport {
  const reached = view.accuracy ?? view.bestLoss;
  const [quantity, metric] =
    view.accuracy === null
      ? (['best training loss', 'loss'] as const)
      : (['best training accuracy', 'accuracy'] as const);
  return {
    category: 'head-and-loss',
    severity: 'error',
    message: `${text}: the ${quantity} is ${number(reached)}.`,
    blame,
    sinceEpoch: 1,
    evidence: [
      evidence(
        quantity,
        reached,
        metric === 'loss' ? 'above' : 'below',
        metric === 'loss' ? 0 : 1,
        {
          ...(view.head ? { layer: view.head.id } : {}),
          epoch: view.run.epochs.length,
          series: { kind: 'epochs', part: 'train', metric },
        },
      ),
    ],
  };
}
