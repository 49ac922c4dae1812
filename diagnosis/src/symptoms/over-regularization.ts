/** Penalties that pull harder on the weights than the data does. */
import type { KernelPlan } from '#plan';
import { evidence, nameLayers, number } from '../finding.ts';
import { type KernelLayer, type RunView, weightProbe } from '../run-view.ts';
import { lastInARow } from '../statistics.ts';
import type { Symptom } from '../symptom.ts';

/** RMS of the penalty's gradient over that of the whole gradient (TheDeepChecker, Ben Braiek & Khomh 2023) … */
export const PENALTY_RATIO = 2;
/** … in this many checks in a row. */
export const CHECKS = 5;

export const overRegularization: Symptom = {
  id: 'over-regularization',
  detect(view) {
    if (!view.notLearning) return null;
    const penalized = view.kernels.filter(hasPenalty);
    const held = penalized
      .map((layer) => ({ layer, checks: checksOf(view, layer), ratio: ratioOf(view, layer) }))
      .filter(({ checks }) => checks >= Math.min(CHECKS, view.run.epochs.length));
    const first = held[0];
    if (!first) return null;
    const epoch = view.run.epochs.length;
    return {
      category: 'regularization',
      severity: 'error',
      message: `L1/L2 pulls the weights of ${nameLayers(held.map(({ layer }) => layer))} to zero ${number(first.ratio)} times harder than the data moves them.`,
      blame: { layers: held.map(({ layer }) => layer) },
      sinceEpoch: Math.max(1, epoch - first.checks + 1),
      evidence: [
        evidence('penalty gradient over gradient', first.ratio, 'above', PENALTY_RATIO, {
          layer: first.layer.id,
          epoch,
          series: { kind: 'layer', layer: first.layer.id, quantity: 'weightRms' },
        }),
      ],
    };
  },
};

type Penalized = KernelLayer & KernelPlan;

function hasPenalty(layer: KernelLayer): layer is Penalized {
  return 'l1' in layer && (layer.l1 > 0 || layer.l2 > 0);
}

function checksOf(view: RunView, layer: Penalized): number {
  return lastInARow(
    view.run.epochs.map((epoch) => weightProbe(epoch, layer.id)),
    (probe) => probe !== null && ratio(layer, probe) >= PENALTY_RATIO,
  );
}

function ratioOf(view: RunView, layer: Penalized): number {
  const epoch = view.run.epochs.at(-1);
  const probe = epoch ? weightProbe(epoch, layer.id) : null;
  return probe ? ratio(layer, probe) : 0;
}

/** l1·sign(w) + 2·l2·w beside the measured gradient, by RMS. */
function ratio(
  layer: Penalized,
  probe: { readonly gradientRms: number; readonly weightRms: number },
): number {
  const penalty = layer.l1 + 2 * layer.l2 * probe.weightRms;
  return probe.gradientRms > 0 ? penalty / probe.gradientRms : 0;
}
