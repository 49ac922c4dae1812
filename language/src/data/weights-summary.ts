/** What the language knows about a file of weights: what its header says. The server and the command line read it. */
export interface WeightsSummary {
  readonly kind: 'weights';
  readonly tensors: readonly WeightsEntry[];
  /** Free texts by name; NNSpec's own files tell `model`, `epoch` and `metrics`. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface WeightsEntry {
  /** `dense_1.weight`; with a folder (`optimizer/…`) where it is no weight of a layer. */
  readonly name: string;
  /** Of the numbers: `F32`. */
  readonly type: string;
  readonly shape: readonly number[];
}

/** Those that are weights of layers, not the state of a training. */
export function layerWeights({ tensors }: WeightsSummary): readonly WeightsEntry[] {
  return tensors.filter(({ name }) => !name.includes('/'));
}
