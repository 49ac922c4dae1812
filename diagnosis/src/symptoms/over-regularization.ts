/** Penalties that pull harder on the weights than the data does, and dropout that leaves too little to learn with. */
import { t } from '#l10n';
import { MAX_NORM_RANGE, TUNING_TABLE, usualText } from '#language';
import type { LayerPlan } from '#plan';
import { optimizerOf } from '../causes.ts';
import { evidence, nameLayers, number, percent, type SymptomReport } from '../finding.ts';
import { isPenalized, type PenalizedLayer } from '../kernels.ts';
import { isImperfect, type RunView, weightProbe } from '../run-view.ts';
import { lastInARow, median } from '../statistics.ts';
import type { Symptom } from '../symptom.ts';

/** RMS of the penalty's gradient over that of the whole gradient (TheDeepChecker, Ben Braiek & Khomh 2023) … */
export const PENALTY_RATIO = 2;
/** … in this many checks in a row. */
export const CHECKS = 5;
/** The penalty in the loss over all the rest of it, in the median epoch: beyond this the data hardly counts, … */
export const PENALTY_SHARE = 10;
/** (where the model does not get on, a smaller share is why) … */
export const TROUBLING_SHARE = 3;
/** … unless the rest is small because the model has learned. */
export const GOOD_LOSS = 0.1;
/** Weights under this share of what they were before the first step have been pulled to zero. */
export const COLLAPSED_SHARE = 0.1;
/** Dropout beyond the table's range. */
export const DROPOUT_RATE = TUNING_TABLE.dropout.range.high;
/** So much of it is too much for any model that falls short of its goal. */
export const EXTREME_DROPOUT = 0.75;
/** Label smoothing that takes more than half of each target from the class that is meant … */
export const SMOOTHED_AWAY = 0.5;
/** … beside what is usual (Szegedy et al. 2016). */
export const USUAL_SMOOTHING = 0.1;
/** A bound on a unit's weights under half of the usual range's lower end. */
export const TIGHT_NORM = MAX_NORM_RANGE.low / 2;
/** Share of each weight that decay takes in a step: beyond this, a hundred steps forget all that was learned. */
export const DECAY_PER_STEP = 0.01;
/** Adam's steps, at most the rate, and the decay's, rate · decay · weight, balance at weights of 1 / decay: this bounds them all. */
export const EXTREME_DECAY = 1;

export const overRegularization: Symptom = {
  id: 'over-regularization',
  detect: (view) =>
    penaltyInLoss(view) ??
    collapsedWeights(view) ??
    penaltyInGradient(view) ??
    heavyDropout(view) ??
    heavySmoothing(view) ??
    tightNorm(view) ??
    heavyDecay(view),
};

function penaltyInLoss(view: RunView): SymptomReport | null {
  const epoch = view.run.epochs.at(-1);
  const layers = view.kernels.filter(isPenalized);
  const loss = view.trainLoss.values.at(-1);
  if (!epoch || layers.length === 0 || loss === undefined || view.diverged) return null;
  const { penalty } = epoch;
  const shares = view.run.epochs.map(
    (e) => e.penalty / Math.max((e.train.loss ?? 0) - e.penalty, GOOD_LOSS * view.baselineLoss),
  );
  const share = median(shares.filter(Number.isFinite));
  const limit = view.troubled ? TROUBLING_SHARE : PENALTY_SHARE;
  if (!(share > limit)) return null;
  return {
    category: 'regularization',
    severity: 'error',
    message: t`The L1/L2 penalties of ${nameLayers(layers)} make up ${number(penalty)} of the loss, the data ${number(loss)}.`,
    blame: { layers },
    sinceEpoch: 1,
    evidence: [
      evidence(t`penalty over the loss of the data (median)`, share, 'above', limit, {
        epoch: epoch.epoch,
        series: { kind: 'epochs', part: 'train', metric: 'loss' },
      }),
    ],
  };
}

function collapsedWeights(view: RunView): SymptomReport | null {
  const epoch = view.probed.at(-1);
  if (!epoch || (!view.notLearning && !view.underfits)) return null;
  const { initial } = view.run.started;
  const layers = view.kernels.filter(isPenalized).flatMap((layer) => {
    const before = initial.layers.find(({ id }) => id === layer.id)?.weights?.weightRms ?? 0;
    const now = weightProbe(epoch, layer.id)?.weightRms ?? before;
    return before > 0 && now < COLLAPSED_SHARE * before ? [{ layer, share: now / before }] : [];
  });
  const [first] = layers;
  if (!first) return null;
  return {
    category: 'regularization',
    severity: 'error',
    message: t`L1/L2 has pulled the weights of ${nameLayers(layers.map(({ layer }) => layer))} down to ${percent(first.share)} of what they were at the start.`,
    blame: { layers: layers.map(({ layer }) => layer) },
    sinceEpoch: 1,
    evidence: [
      evidence(
        t`RMS of the weights over that at the start`,
        first.share,
        'below',
        COLLAPSED_SHARE,
        {
          layer: first.layer.id,
          epoch: epoch.epoch,
          series: { kind: 'layer', layer: first.layer.id, quantity: 'weightRms' },
        },
      ),
    ],
  };
}

function penaltyInGradient(view: RunView): SymptomReport | null {
  if (!view.notLearning || view.probed.length === 0) return null;
  const held = view.kernels
    .filter(isPenalized)
    .map((layer) => ({ layer, checks: checksOf(view, layer), ratio: ratioOf(view, layer) }))
    .filter(({ checks }) => checks >= Math.min(CHECKS, view.probed.length));
  const first = held[0];
  if (!first) return null;
  const epoch = view.probed.at(-1)?.epoch ?? view.epoch;
  return {
    category: 'regularization',
    severity: 'error',
    message: t`L1/L2 pulls the weights of ${nameLayers(held.map(({ layer }) => layer))} to zero ${number(first.ratio)} times harder than the data moves them.`,
    blame: { layers: held.map(({ layer }) => layer) },
    sinceEpoch: view.probed.at(-first.checks)?.epoch ?? epoch,
    evidence: [
      evidence(t`penalty gradient over gradient`, first.ratio, 'above', PENALTY_RATIO, {
        layer: first.layer.id,
        epoch,
        series: { kind: 'layer', layer: first.layer.id, quantity: 'weightRms' },
      }),
    ],
  };
}

function heavyDropout(view: RunView): SymptomReport | null {
  const hampered = view.notLearning || view.underfits;
  const limit = hampered ? DROPOUT_RATE : EXTREME_DROPOUT;
  const layers = view.layers.filter((layer) => dropoutOf(layer) > limit);
  const [first] = layers;
  if (!first || (!hampered && !isImperfect(view))) return null;
  return {
    category: 'regularization',
    severity: 'warning',
    message: t`Dropout of ${percent(dropoutOf(first))} in ${nameLayers(layers)} leaves too little to learn with; usual is ${usualText('dropout')}.`,
    blame: { layers },
    sinceEpoch: 1,
    evidence: [
      evidence(t`dropout rate`, dropoutOf(first), 'above', limit, {
        layer: first.id,
        epoch: view.epoch,
        series: { kind: 'epochs', part: 'train', metric: 'loss' },
      }),
    ],
  };
}

/** Targets that are mostly the same for all classes: what is left of them hardly moves the weights. */
function heavySmoothing(view: RunView): SymptomReport | null {
  const { loss } = view.run.plan.train;
  const smoothing = 'labelSmoothing' in loss ? loss.labelSmoothing : 0;
  if (!(smoothing > SMOOTHED_AWAY) || !view.troubled) return null;
  return {
    category: 'regularization',
    severity: 'warning',
    message: t`Label smoothing of ${number(smoothing)} gives all classes alike ${percent(smoothing)} of each target; usual is ${USUAL_SMOOTHING}.`,
    blame: { setting: 'label_smoothing' },
    sinceEpoch: 1,
    evidence: [
      evidence(t`label smoothing`, smoothing, 'above', SMOOTHED_AWAY, {
        epoch: view.epoch,
        series: { kind: 'epochs', part: 'train', metric: 'loss' },
      }),
    ],
  };
}

/** Of what a layer drops: its inputs, or its state from step to step. */
function dropoutOf(layer: LayerPlan): number {
  if (layer.type === 'dropout' || layer.type === 'alpha_dropout') return layer.rate;
  return 'recurrentDropout' in layer ? layer.recurrentDropout : 0;
}

/** Max-norm constraints that leave units hardly any weight. */
function tightNorm(view: RunView): SymptomReport | null {
  if (!view.notLearning && !view.underfits) return null;
  const layers = view.kernels.filter(
    (layer) => 'maxNorm' in layer && layer.maxNorm !== null && layer.maxNorm < TIGHT_NORM,
  );
  const [first] = layers;
  if (!first || !('maxNorm' in first) || first.maxNorm === null) return null;
  return {
    category: 'regularization',
    severity: 'warning',
    message: t`max_norm ${number(first.maxNorm)} in ${nameLayers(layers)} leaves the units too little weight to learn with; usual is ${MAX_NORM_RANGE.low} to ${MAX_NORM_RANGE.high}.`,
    blame: { layers },
    sinceEpoch: 1,
    evidence: [
      evidence('max_norm', first.maxNorm, 'below', TIGHT_NORM, {
        layer: first.id,
        epoch: view.epoch,
        series: { kind: 'layer', layer: first.id, quantity: 'weightRms' },
      }),
    ],
  };
}

/** AdamW's decay takes rate · decay of each weight in every step. */
function heavyDecay(view: RunView): SymptomReport | null {
  const optimizer = optimizerOf(view);
  if (optimizer?.name !== 'adamw') return null;
  if (optimizer.weightDecay >= EXTREME_DECAY && isImperfect(view)) return extremeDecay(optimizer);
  const share = optimizer.learningRate * optimizer.weightDecay;
  if ((!view.notLearning && !view.underfits) || share < DECAY_PER_STEP) return null;
  return {
    category: 'regularization',
    severity: 'warning',
    message: t`A weight decay of ${number(optimizer.weightDecay)} takes ${percent(share)} of every weight in each step.`,
    blame: { setting: 'optimizer' },
    sinceEpoch: 1,
    evidence: [
      evidence(t`learning rate times weight decay`, share, 'above', DECAY_PER_STEP, {
        epoch: view.epoch,
        series: { kind: 'steps', quantity: 'learningRate' },
      }),
    ],
  };
}

function extremeDecay({ weightDecay }: { readonly weightDecay: number }): SymptomReport {
  return {
    category: 'regularization',
    severity: 'warning',
    message: t`A weight decay of ${number(weightDecay)} bounds every weight to about ${number(1 / weightDecay)}, where the steps that enlarge it and the decay balance.`,
    blame: { setting: 'optimizer' },
    sinceEpoch: 1,
    evidence: [evidence(t`weight decay`, weightDecay, 'above', EXTREME_DECAY, { epoch: 0 })],
  };
}

function checksOf(view: RunView, layer: PenalizedLayer): number {
  return lastInARow(
    view.probed.map((epoch) => weightProbe(epoch, layer.id)),
    (probe) => probe !== null && ratio(layer, probe) >= PENALTY_RATIO,
  );
}

function ratioOf(view: RunView, layer: PenalizedLayer): number {
  const epoch = view.probed.at(-1);
  const probe = epoch ? weightProbe(epoch, layer.id) : null;
  return probe ? ratio(layer, probe) : 0;
}

/** l1·sign(w) + 2·l2·w beside the measured gradient, by RMS. */
function ratio(
  layer: PenalizedLayer,
  probe: { readonly gradientRms: number; readonly weightRms: number },
): number {
  const penalty = layer.l1 + 2 * layer.l2 * probe.weightRms;
  return probe.gradientRms > 0 ? penalty / probe.gradientRms : 0;
}
