import type {
  Analysis,
  PlainLayer,
  ResolvedData,
  ResolvedModel,
  ResolvedTrain,
  TextEdit,
} from '#language';
import { plainLayers } from '#language';
import type { Plan } from '#plan';
import type { CauseCategory, RuntimeFinding, SuggestionBasis } from '../types.ts';

/** What a remedy looks at: the text as resolved, and the finding it is to cure. */
export interface RemedyContext {
  readonly analysis: Analysis;
  readonly train: ResolvedTrain;
  readonly model: ResolvedModel;
  readonly data: ResolvedData;
  readonly plan: Plan;
  /** Layers in order of execution, those inside blocks included. */
  readonly layers: readonly PlainLayer[];
  /** Those of `layers` that have a kernel and stand before the head. */
  readonly hidden: readonly PlainLayer[];
  readonly head: PlainLayer | null;
  readonly finding: RuntimeFinding;
}

/** An edit before it was checked. */
export interface Candidate {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  readonly basis: SuggestionBasis;
  readonly edits: readonly TextEdit[];
}

/** One way to cure: none, one or several candidates for a context. */
export interface Remedy {
  /** The cause it cures. */
  readonly category: CauseCategory;
  readonly candidates: (context: RemedyContext) => readonly Candidate[];
}

/** Null where the train block's model or data could not be resolved. */
export function contextOf(
  analysis: Analysis,
  trainIndex: number,
  plan: Plan,
): Omit<RemedyContext, 'finding'> | null {
  const train = analysis.resolved.trains[trainIndex];
  if (!train?.model || !train.data) return null;
  const layers = plainLayers(train.model.layers);
  const head = layers.findLast((layer) => layer.entry.hasKernel) ?? null;
  const end = head ? layers.indexOf(head) : 0;
  return {
    analysis,
    train,
    model: train.model,
    data: train.data,
    plan,
    layers,
    hidden: layers.slice(0, end).filter((layer) => layer.entry.hasKernel),
    head,
  };
}
