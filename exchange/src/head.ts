import type { ActivationPlan, LossPlan, Plan } from '#plan';

/** The head's activation that a loss contains in the form that cannot overflow. */
const CONTAINED: Partial<Readonly<Record<LossPlan['name'], ActivationPlan['name']>>> = {
  cross_entropy: 'softmax',
  binary_cross_entropy: 'sigmoid',
};

/** Softmax or sigmoid where the training leaves it to the loss: the network then ends in logits. */
export function fusedHead({ model, train }: Plan): 'softmax' | 'sigmoid' | null {
  const last = model.layers.at(-1);
  const contained = CONTAINED[train.loss.name];
  if (!last || !contained || !('activation' in last) || 'recurrentInit' in last) return null;
  return last.activation.name === contained ? (contained as 'softmax' | 'sigmoid') : null;
}

/** How a model's outputs meet the targets. */
export interface Task {
  readonly kind: 'classes' | 'binary' | 'real';
  /** Targets are class indices, not one number for each output. */
  readonly indices: boolean;
  /** Length of the outputs' last axis. */
  readonly columns: number;
  readonly outputShape: readonly number[];
}

/** Losses that take class indices as they are. */
const TAKES_INDICES: ReadonlySet<LossPlan['name']> = new Set(['cross_entropy'] as const);

export function taskOf({ model, data, train }: Plan): Task {
  const outputShape = model.layers.at(-1)?.outputShape ?? model.inputShape;
  const columns = outputShape.at(-1) ?? 1;
  const { encoding } = data.target;
  const classes = encoding === 'class_index' && columns > 1;
  const several = classes || (encoding === 'one_hot' && columns > 1);
  return {
    kind: several ? 'classes' : encoding === 'real' ? 'real' : 'binary',
    indices: classes && TAKES_INDICES.has(train.loss.name),
    columns,
    outputShape,
  };
}
