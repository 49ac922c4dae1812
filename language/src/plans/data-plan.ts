import type { DataPlan, FileSource, LossPlan, SourcePlan, TargetPlan } from '../plan.ts';
import type { ResolvedData, ResolvedFile, ResolvedModel } from '../semantics/model.ts';
import { fillPlan } from '../semantics/preparation.ts';
import { scalePlan } from './entry-plans.ts';
import type { OriginOf } from './layer-plans.ts';

/** The plan of a data set for a model and a loss. `folder` goes before paths of data that another file declares. */
export function dataPlan(
  data: ResolvedData,
  model: ResolvedModel,
  loss: LossPlan,
  folder: string,
  originOf: OriginOf,
): DataPlan {
  const shape = model.inputShape?.value ?? data.shape?.value;
  if (!data.source || !shape) throw new Error(`${data.name} has no source or no shape.`);
  return {
    name: data.name,
    source: sourcePlan(data.source, folder),
    testSource: data.testSource ? filePlan(data.testSource, folder) : null,
    target: targetPlan(data, model, loss),
    features: featuresPlan(data),
    ...preparationPlan(data),
    ...selectionPlan(data),
    shape,
    scale: scalePlan(data.scale.value),
    split: {
      train: data.split.train.value,
      validation: data.split.validation.value,
      test: data.split.test.value,
    },
    ...(!data.shuffle.value && { shuffle: false }),
    seed: data.seed.value,
    origin: originOf(data.range),
    ...partOrigins(data, originOf),
  };
}

/** Settings that say which samples are used for what. */
const PART_SETTINGS = ['split', 'shuffle', 'limit', 'test_source'];

function partOrigins(
  { settings }: ResolvedData,
  originOf: OriginOf,
): Pick<DataPlan, 'settingOrigins'> {
  const written = PART_SETTINGS.flatMap((name) => {
    const setting = settings.get(name);
    return setting ? [[name, originOf(setting.range)] as const] : [];
  });
  return written.length === 0 ? {} : { settingOrigins: Object.fromEntries(written) };
}

function sourcePlan(source: NonNullable<ResolvedData['source']>, folder: string): SourcePlan {
  if (source.kind === 'file') return filePlan(source, folder);
  const args = Object.entries(source.values).map(([name, value]) => [name, Number(value)]);
  return {
    kind: 'generator',
    name: source.entry.name as Extract<SourcePlan, { kind: 'generator' }>['name'],
    args: Object.fromEntries(args),
  };
}

function filePlan({ path, format, targetPath }: ResolvedFile, folder: string): FileSource {
  return {
    kind: 'file',
    format,
    path: folder + path.value,
    targetPath: targetPath ? folder + targetPath.value : null,
  };
}

function selectionPlan({ selection }: ResolvedData): Pick<DataPlan, 'classes' | 'limit'> {
  const { classes, limit } = selection;
  return {
    ...(classes.length > 0 && { classes: classes.map(({ value }) => value) }),
    ...(limit.value !== null && { limit: limit.value }),
  };
}

function preparationPlan({ preparation }: ResolvedData): Pick<DataPlan, 'encode' | 'fill'> {
  const { encode, fill } = preparation;
  const columns = encode?.columns?.map(({ value }) => value) ?? null;
  return {
    ...(encode && { encode: { method: 'one_hot', columns } }),
    ...(fill.length > 0 && { fill: fillPlan(fill) }),
  };
}

function featuresPlan({ features }: ResolvedData): DataPlan['features'] {
  if (!features) return null;
  const columns = features.columns.map(({ value }) => value);
  return features.mode === 'include' ? { include: columns } : { exclude: columns };
}

/**
 * How the target becomes numbers follows from the loss: an index for cross entropy, 0/1 for binary cross entropy and hinge, a
 * unit vector where classes meet a loss of distributions or, with several outputs, of real numbers.
 */
function targetPlan(data: ResolvedData, model: ResolvedModel, loss: LossPlan): TargetPlan {
  const columns = data.target.map(({ value }) => value);
  const scale = scalePlan(data.targetScale.value);
  return { columns, encoding: encodingOf(data, model, loss), scale };
}

function encodingOf(
  data: ResolvedData,
  model: ResolvedModel,
  loss: LossPlan,
): TargetPlan['encoding'] {
  const units = model.outputShape?.at(-1) ?? 1;
  switch (loss.name) {
    case 'cross_entropy':
      return 'class_index';
    case 'kl_divergence':
      return 'one_hot';
    case 'binary_cross_entropy':
    case 'hinge':
      return units > 1 && data.target.length <= 1 ? 'one_hot' : 'binary';
    default:
      return encodingForNumbers(data, units);
  }
}

/** Classes under a loss of real numbers: unit vectors for several outputs, 0 and 1 for one output and two classes. */
function encodingForNumbers(data: ResolvedData, units: number): TargetPlan['encoding'] {
  if (data.targetKind !== 'classes' || data.target.length > 1) return 'real';
  if (units > 1) return 'one_hot';
  return data.classes === 2 ? 'binary' : 'real';
}
