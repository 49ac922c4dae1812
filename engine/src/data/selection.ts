import { t } from '#l10n';
import type { DataPlan } from '#plan';
import type { Random } from '../rng.ts';
import { DataError } from './data-error.ts';
import type { NumberArray, RawData, RawLabels } from './raw-data.ts';
import { sizeOf } from './raw-data.ts';

/** Only the samples of the plan's classes, in their order; all of them where the plan names none. */
export function selectClasses(data: RawData, { classes }: DataPlan): RawData {
  if (!classes) return data;
  const { target, source, count } = data;
  if (target.kind !== 'labels' || target.codes.length !== count) {
    const message =
      target.kind === 'labels'
        ? t`'classes' chooses among classes, one a sample; this target has several. Leave the setting out.`
        : t`'classes' chooses among classes, one a sample; this target has real numbers. Leave the setting out.`;
    throw new DataError(message, { file: source });
  }
  const known = target.classes[0] ?? [];
  const wanted = known.filter((name) => classes.includes(name));
  const missing = classes.find((name) => !known.includes(name));
  if (missing !== undefined) {
    const shown = known.slice(0, 12).join(', ') + (known.length > 12 ? ', …' : '');
    throw new DataError(t`there is no class '${missing}'; there are ${shown}.`, { file: source });
  }
  const codes = known.map((name) => wanted.indexOf(name));
  const samples = Int32Array.from(target.codes.keys()).filter(
    (sample) => codes[target.codes[sample] as number] !== -1,
  );
  const left = pick(data, samples);
  const { codes: old } = left.target as RawLabels;
  return {
    ...left,
    target: { ...target, classes: [wanted], codes: old.map((code) => codes[code] as number) },
  };
}

/**
 * At most so many samples, drawn at random; of each class its share, to within one sample.
 * @param strata the class of each sample, or null
 */
export function limitSamples(
  data: RawData,
  { limit }: DataPlan,
  strata: Int32Array | null,
  random: Random,
): RawData {
  const { count } = data;
  if (limit === undefined || limit >= count) return data;
  const order = random.shuffle(Int32Array.from({ length: count }, (_, index) => index));
  if (strata) order.sort((a, b) => (strata[a] as number) - (strata[b] as number));
  // Evenly spaced along the classes: as many steps of the count's share as there are samples wanted.
  const chosen = order.filter(
    (_, position) =>
      Math.floor(((position + 1) * limit) / count) > Math.floor((position * limit) / count),
  );
  return pick(data, chosen.sort());
}

function pick(data: RawData, samples: Int32Array): RawData {
  const { inputs, shape, target } = data;
  const width = sizeOf(shape);
  const targetWidth = sizeOf(target.shape);
  return {
    ...data,
    count: samples.length,
    inputs: rowsOf(inputs, width, samples),
    target:
      target.kind === 'labels'
        ? { ...target, codes: rowsOf(target.codes, targetWidth, samples) }
        : { ...target, values: rowsOf(target.values, targetWidth, samples) },
  };
}

/** The rows of these samples, as numbers of the same kind. */
function rowsOf<T extends NumberArray>(values: T, width: number, samples: Int32Array): T {
  const rows = values.slice(0, samples.length * width) as T;
  for (const [position, sample] of samples.entries()) {
    rows.set(values.subarray(sample * width, (sample + 1) * width) as never, position * width);
  }
  return rows;
}
