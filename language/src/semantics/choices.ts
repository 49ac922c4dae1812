import { findEntry } from '../catalogue/index.ts';
import type { EntryKind, EntryValue } from '../catalogue/types.ts';
import type { Range } from '../syntax/tokens.ts';
import { defaultEntryValue } from './defaults.ts';
import type { Resolved, ResolvedData, ResolvedModel } from './model.ts';

/** The losses of classification. */
export const CLASS_LOSSES: ReadonlySet<string> = new Set([
  'cross_entropy',
  'binary_cross_entropy',
  'hinge',
  'kl_divergence',
]);

function byDefault(kind: EntryKind, name: string, range: Range): Resolved<EntryValue> | undefined {
  const entry = findEntry(kind, name);
  return entry && { value: defaultEntryValue(entry, range), range, written: false };
}

/**
 * The loss that fits head and target: cross entropy after softmax, binary cross entropy after sigmoid for classes,
 * mse otherwise. Undefined where nothing is known of both.
 */
export function chooseLoss(
  model: ResolvedModel | undefined,
  data: ResolvedData | undefined,
  range: Range,
): Resolved<EntryValue> | undefined {
  const head = model?.headActivation?.value.name;
  const kind = data?.targetKind ?? 'unknown';
  if (!head && kind === 'unknown') return undefined;
  if (kind === 'real') return byDefault('loss', 'mse', range);
  if (head === 'softmax') return byDefault('loss', 'cross_entropy', range);
  if (head === 'sigmoid') return byDefault('loss', 'binary_cross_entropy', range);
  const several = (data?.classes ?? 0) > 2 || (model?.outputShape?.at(-1) ?? 1) > 1;
  if (kind === 'classes') {
    return byDefault('loss', several ? 'cross_entropy' : 'binary_cross_entropy', range);
  }
  return byDefault('loss', 'mse', range);
}

/** Accuracy for a loss of classification, mae otherwise. */
export function chooseMetrics(loss: string | undefined, range: Range): Resolved<EntryValue>[] {
  if (loss === undefined) return [];
  const metric = byDefault('metric', CLASS_LOSSES.has(loss) ? 'accuracy' : 'mae', range);
  return metric ? [metric] : [];
}
