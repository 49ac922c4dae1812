/** Output activations and losses that cannot bring the model to its target. */
import { t } from '#l10n';
import { findEntry } from '#language';
import type { LossPlan, Plan } from '#plan';
import { evidence, number, type SymptomReport } from '../finding.ts';
import { activationOf, headActivation, isImperfect, type RunView } from '../run-view.ts';
import type { Symptom } from '../symptom.ts';
import type { Evidence } from '../types.ts';

/** So far outside of the output's range, as a share of the targets' spread, a target is out of reach. */
const BEYOND = 0.05;

/** The output activation that a loss on classes is made for. */
const MATCHING_HEADS: Partial<Record<LossPlan['name'], readonly string[]>> = {
  cross_entropy: ['softmax'],
  kl_divergence: ['softmax'],
  binary_cross_entropy: ['sigmoid', 'hard_sigmoid'],
  hinge: ['linear', 'tanh'],
};

/** A Huber loss whose delta is under this share of the targets' range has gradients of one tiny size for all errors. */
export const TINY_DELTA = 0.01;

/** Losses for real targets: on classes their gradient fades where the model is most wrong. */
const REGRESSION_LOSSES: ReadonlySet<string> = new Set(['mse', 'mae', 'huber']);

export const unreachableTarget: Symptom = {
  id: 'unreachable-target',
  detect(view) {
    if (!view.head || (view.trainLoss.values.length === 0 && view.accuracy === null)) return null;
    const activation = headActivation(view)?.name ?? 'linear';
    if (view.run.plan.data.target.encoding === 'real') {
      const bounded = boundedHead(view, activation) ?? tinyDelta(view);
      return bounded ?? (view.troubled ? sharedOut(view, activation) : null);
    }
    const given = singleSoftmax(view, activation) ?? twiceActivated(view, activation);
    return given ?? (view.troubled ? mismatchedHead(view, activation) : null);
  },
};

/** Real targets that the output's range does not cover: whatever else training does, these stay wrong. */
function boundedHead(view: RunView, activation: string): SymptomReport | null {
  const range = findEntry('activation', activation)?.reach;
  const targets = view.run.started.data.targetRange;
  if (range === undefined || !view.head || !targets) return null;
  const margin = BEYOND * (targets[1] - targets[0]);
  if (targets[0] >= range[0] - margin && targets[1] <= range[1] + margin) return null;
  const reach = Number.isFinite(range[1])
    ? t`${range[0]} to ${range[1]}`
    : t`${range[0]} and above`;
  return report(
    view,
    { layers: [view.head] },
    t`'${activation}' in '${view.head.id}' gives ${reach}, and the targets go from ${number(targets[0])} to ${number(targets[1])}`,
    evidence(
      t`distance of the farthest target from that range`,
      Math.max(range[0] - targets[0], targets[1] - range[1]),
      'above',
      margin,
      { layer: view.head.id, epoch: 0 },
    ),
  );
}

/** Softmax makes the outputs sum to 1, which values of their own do not. */
function sharedOut(view: RunView, activation: string): SymptomReport | null {
  if (activation !== 'softmax' || !view.head) return null;
  return report(
    view,
    { layers: [view.head] },
    t`Softmax in '${view.head.id}' makes its ${view.head.outputShape.at(-1) ?? 0} outputs sum to 1, and the targets are values of their own`,
  );
}

/** The only probability of a softmax is 1, whatever the input. */
function singleSoftmax(view: RunView, activation: string): SymptomReport | null {
  if (activation !== 'softmax' || !view.head || view.head.outputShape.at(-1) !== 1) return null;
  return report(
    view,
    { layers: [view.head] },
    t`Softmax over the one unit of '${view.head.id}' is 1 whatever the input (sigmoid is made for one unit)`,
  );
}

/** What the output activation is given has been through another one: ReLU cuts half of it off, softmax flattens it. */
function twiceActivated(view: RunView, activation: string): SymptomReport | null {
  const { head } = view;
  const first = head && activationOf(head)?.name;
  const end = head ? view.layers.indexOf(head) : 0;
  const isTwice = view.layers.slice(end + 1).some((layer) => activationOf(layer) !== null);
  if (!head || !first || first === 'linear' || !isTwice) return null;
  if (!view.troubled && !isImperfect(view)) return null;
  return report(
    view,
    { layers: [head] },
    t`'${first}' in '${head.id}' stands before the output's '${activation}', which takes what is linear`,
  );
}

/** Errors beyond delta all pull alike, and by no more than delta. */
function tinyDelta(view: RunView): SymptomReport | null {
  const { loss } = view.run.plan.train;
  const targets = view.run.started.data.targetRange;
  if (loss.name !== 'huber' || !targets || !isImperfect(view)) return null;
  const limit = TINY_DELTA * (targets[1] - targets[0]);
  if (loss.delta >= limit) return null;
  return report(
    view,
    { setting: 'loss' },
    t`A Huber loss with a delta of ${number(loss.delta)} pulls at every error by no more than that, and the targets go from ${number(targets[0])} to ${number(targets[1])}`,
    evidence(t`delta`, loss.delta, 'below', limit, { epoch: 0 }),
  );
}

function mismatchedHead(view: RunView, activation: string): SymptomReport | null {
  const { loss } = view.run.plan.train;
  const heads = MATCHING_HEADS[loss.name];
  if (heads && !heads.includes(activation) && view.head) {
    return report(
      view,
      { layers: [view.head] },
      loss.name === 'hinge'
        ? t`'${activation}' in '${view.head.id}' does not reach the margins of ${loss.name} (${heads[0] ?? ''} does)`
        : t`'${activation}' in '${view.head.id}' gives no probabilities, which ${loss.name} needs (${heads[0] ?? ''})`,
    );
  }
  if (!REGRESSION_LOSSES.has(loss.name)) return null;
  return report(
    view,
    { setting: 'loss' },
    t`'${loss.name}' on classes has hardly a gradient where the model is most wrong (${fitting(view.run.plan)} has)`,
  );
}

function fitting({ data }: Plan): string {
  return data.target.encoding === 'binary' ? 'binary_cross_entropy' : 'cross_entropy';
}

function report(
  view: RunView,
  blame: SymptomReport['blame'],
  text: string,
  proof: Evidence = worstOf(view),
): SymptomReport {
  const reached = view.accuracy ?? view.bestLoss;
  const quantity = view.accuracy === null ? t`best training loss` : t`best training accuracy`;
  return {
    category: 'head-and-loss',
    severity: 'error',
    message: t`${text}: the ${quantity} is ${number(reached)}.`,
    blame,
    sinceEpoch: 1,
    evidence: [proof],
  };
}

/** How far from right the model stayed. */
function worstOf(view: RunView): Evidence {
  const at = { ...(view.head ? { layer: view.head.id } : {}), epoch: view.epoch };
  const series = (metric: string) => ({ kind: 'epochs', part: 'train', metric }) as const;
  return view.accuracy === null
    ? evidence(t`best training loss`, view.bestLoss, 'above', 0, { ...at, series: series('loss') })
    : evidence(t`best training accuracy`, view.accuracy, 'below', 1, {
        ...at,
        series: series('accuracy'),
      });
}
