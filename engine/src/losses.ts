import type { ActivationPlan, LayerPlan, LossPlan } from '#plan';
import type { Build } from './program/build.ts';
import type { Address } from './program/program.ts';

export type LossName = LossPlan['name'];

/**
 * How targets lie in memory: one class index for each vector of outputs, or one number for each
 * output.
 */
export type TargetKind = 'index' | 'dense';

/** The kernels' number of a target kind (engine/kernels/losses.ts). */
const TARGET_NUMBERS: Readonly<Record<TargetKind, number>> = { index: 0, dense: 1 };

interface LossCall {
  readonly plan: LossPlan;
  /** What the model computed: logits where the loss contains the head's activation. */
  readonly outputs: Address;
  readonly targets: Address;
  readonly targetKind: TargetKind;
  /** One factor a class; null: none. */
  readonly classWeights: Address | null;
  /** Null in evaluation. */
  readonly gradient: Address | null;
  /** Where the outputs after the head's activation go, when the loss contains it. */
  readonly probabilities: Address;
  readonly rows: number;
  readonly columns: number;
  readonly fused: boolean;
}

interface LossEntry {
  /** The head whose activation the loss contains, in the form that cannot overflow; null: none. */
  readonly head: ActivationPlan['name'] | null;
  /** Whether class indices can stay indices. */
  readonly takesIndices: boolean;
  emit(call: LossCall, build: Build): void;
}

/** The element-wise losses by the kernels' number. */
const ELEMENT_LOSSES = { mse: 0, mae: 1, huber: 2, hinge: 3 } as const;

function elementLoss(kind: number): LossEntry {
  return {
    head: null,
    takesIndices: false,
    emit({ plan, outputs, targets, gradient, rows, columns }, build) {
      const delta = plan.name === 'huber' ? plan.delta : 0;
      const { loss } = build.shared;
      build.run('elementLoss', kind, delta, outputs, targets, gradient, rows * columns, loss);
    },
  };
}

/** Every loss of the catalogue. */
export const losses: Readonly<Record<LossName, LossEntry>> = {
  cross_entropy: {
    head: 'softmax',
    takesIndices: true,
    emit(call, build) {
      const { plan, outputs, targets, gradient, rows, columns } = call;
      const smoothing = plan.name === 'cross_entropy' ? plan.labelSmoothing : 0;
      const kind = TARGET_NUMBERS[call.targetKind];
      const common = [outputs, targets, kind, smoothing, call.classWeights] as const;
      const { loss } = build.shared;
      if (call.fused) {
        build.run(
          'softmaxCrossEntropy',
          ...common,
          call.probabilities,
          gradient,
          rows,
          columns,
          loss,
        );
      } else build.run('crossEntropy', ...common, gradient, rows, columns, loss);
    },
  },
  binary_cross_entropy: {
    head: 'sigmoid',
    takesIndices: false,
    emit(call, build) {
      const { plan, outputs, targets, gradient, rows, columns } = call;
      const smoothing = plan.name === 'binary_cross_entropy' ? plan.labelSmoothing : 0;
      const common = [outputs, targets, smoothing, call.classWeights] as const;
      const { loss } = build.shared;
      if (call.fused) {
        build.run(
          'sigmoidCrossEntropy',
          ...common,
          call.probabilities,
          gradient,
          rows,
          columns,
          loss,
        );
      } else build.run('binaryCrossEntropy', ...common, gradient, rows, columns, loss);
    },
  },
  mse: elementLoss(ELEMENT_LOSSES.mse),
  mae: elementLoss(ELEMENT_LOSSES.mae),
  huber: elementLoss(ELEMENT_LOSSES.huber),
  hinge: elementLoss(ELEMENT_LOSSES.hinge),
  kl_divergence: {
    head: null,
    takesIndices: false,
    emit({ outputs, targets, gradient, rows, columns }, build) {
      build.run('klDivergence', outputs, targets, gradient, rows, columns, build.shared.loss);
    },
  },
};

/**
 * The layers without the head's activation where the loss contains it (softmax in cross entropy,
 * sigmoid in binary cross entropy); `fused` says whether it does.
 */
export function splitHead(
  layers: readonly LayerPlan[],
  loss: LossPlan,
): { readonly layers: readonly LayerPlan[]; readonly fused: boolean } {
  const last = layers.at(-1);
  const { head } = losses[loss.name];
  if (!last || head === null || !('activation' in last)) return { layers, fused: false };
  if (last.activation.name !== head || 'recurrentInit' in last) return { layers, fused: false };
  const open: LayerPlan = { ...last, activation: { name: 'linear' } };
  return { layers: [...layers.slice(0, -1), open], fused: true };
}
