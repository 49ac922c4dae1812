import { t } from '#l10n';
import type { Analysis } from '../semantics/analysis.ts';
import { plainLayers, type ResolvedModel } from '../semantics/model.ts';
import type { Range } from '../syntax/tokens.ts';
import { parameterWords } from './layer-summary.ts';
import { formatBytes, formatDecimal } from './numbers.ts';

/** What stands above a declaration: something to press (`action`, for the train block of this index) or to read. */
export interface CodeLens {
  readonly range: Range;
  readonly title: string;
  readonly action?: { readonly kind: 'train' | 'diagnose'; readonly train: number };
}

/** The engine computes in 32-bit floats. */
const bytesPerParameter = 4;

/** Of a model that is being written, or whose data is not known. */

/** Train and Diagnose above each train block, the size of the network above each model. */
export function codeLenses({ resolved }: Analysis): readonly CodeLens[] {
  const trains = resolved.trains.flatMap(({ index, keywordRange }): CodeLens[] => [
    { range: keywordRange, title: t`▶ Train`, action: { kind: 'train', train: index } },
    { range: keywordRange, title: t`Diagnose`, action: { kind: 'diagnose', train: index } },
  ]);
  // A lens that came and went with each word being typed would move the text up and down.
  const models = resolved.models.map(
    (model): CodeLens => ({ range: model.nameRange, title: modelSize(model) || t`… parameters` }),
  );
  return [...trains, ...models].sort((a, b) => a.range.start - b.range.start);
}

/** `4,810 parameters · 19.2 kB · 9.5 kFLOPs a sample`; empty where the shapes are not known. */
export function modelSize(model: ResolvedModel): string {
  if (model.parameters === undefined) return '';
  const bytes = formatBytes(model.parameters * bytesPerParameter);
  const size = `${parameterWords(model.parameters)} · ${bytes}`;
  const operations = forwardOperations(model);
  return operations === undefined ? size : `${size} · ${t`${operationWords(operations)} a sample`}`;
}

/** Of one sample's forward pass, multiplications and additions counted singly. */
function forwardOperations(model: ResolvedModel): number | undefined {
  let sum = 0;
  for (const { entry, values, input, output } of plainLayers(model.layers)) {
    if (!input || !output) return undefined;
    sum += entry.operations(values, input, output);
  }
  return sum;
}

function operationWords(operations: number): string {
  const text = formatDecimal(operations);
  return text.includes(' ') ? `${text}FLOPs` : `${text} FLOPs`;
}
