import { t } from '#l10n';
import type { ColumnSummary, DataSummary } from '../../data/summary.ts';
import type { Fix } from '../../findings.ts';
import type { ResolvedData } from '../../semantics/model.ts';
import { setSetting } from '../edits.ts';
import { example } from '../examples.ts';
import type { Group } from '../groups.ts';
import { formatNumber } from '../numbers.ts';
import type { Rule } from '../rule.ts';

/** Ratio of the widest feature's spread to the narrowest's. */
const WIDEST = 100;
/** |mean| / std: beyond it the features of all samples look alike. */
const FARTHEST = 3;
const SPREAD = { low: 0.1, high: 10 };

const HOUSES = ['source "data/houses.csv"', 'target price', 'scale_target standardize'];
const MODEL = {
  input: '3',
  layers: ['dense(32, relu, init: he_normal)', 'dense(1, linear, init: glorot_uniform)'],
};

export const unscaledFeatures: Rule = {
  id: 'unscaled-features',
  severity: 'warning',
  category: 'data',
  summary: 'Features of very different size should be scaled.',
  documentation: {
    what: `The data has no scale, and a feature’s standard deviation lies outside ${SPREAD.low} to ${SPREAD.high}, or its mean is more than ${FARTHEST} standard deviations away from 0, or the spread of two features differs more than ${WIDEST}-fold. Columns of zeros and ones are left out, and so are models that begin with batch_norm or embedding.`,
    why: 'The gradient of a first-layer weight is δ·x: features a hundred times larger get gradients a hundred times larger, and no single learning rate suits them all. A mean far from 0 ties the weights of a unit together and slows training by the same mechanism.',
    source: 'LeCun et al. 1998, Efficient BackProp, section 4.3',
  },
  bad: [example({ data: HOUSES, ...MODEL })],
  good: [example({ data: [...HOUSES, 'scale standardize'], ...MODEL })],
  check({ specification, text }, report) {
    for (const data of specification.data) {
      if (data.scale.value.name !== 'none' || !data.summary) continue;
      if (scalesItself(specification, data)) continue;
      const fault = faultOf(featuresOf(data, data.summary));
      if (!fault) continue;
      report({
        message: t`The features of ${data.name} are not scaled: ${fault}.`,
        range:
          data.settings.get('scale')?.range ?? data.settings.get('source')?.range ?? data.nameRange,
        fixes: fixesFor(text, data, data.summary),
      });
    }
  },
};

/** The first layer of every model that is trained on it takes the size away, or reads tokens. */
function scalesItself({ trains }: Group, data: ResolvedData): boolean {
  const firsts = trains.flatMap((train) =>
    train.data === data ? (train.model?.layers[0]?.type ?? []) : [],
  );
  return firsts.length > 0 && firsts.every((type) => type === 'batch_norm' || type === 'embedding');
}

/** The columns that hold the features and vary in size. */
function featuresOf(data: ResolvedData, summary: DataSummary): ColumnSummary[] {
  const targets = new Set(data.target.map(({ value }) => value));
  const chosen = data.featureColumns && new Set(data.featureColumns);
  const encoded = new Set(data.preparation.encode?.columns?.map(({ value }) => value));
  return summary.columns.filter((column) => {
    const isFeature = chosen ? chosen.has(column.name) : !targets.has(column.name);
    if (encoded.has(column.name)) return false;
    const isFlag = column.min >= 0 && column.max <= 1;
    return isFeature && column.kind === 'number' && column.std > 0 && !isFlag;
  });
}

function faultOf(features: readonly ColumnSummary[]): string | undefined {
  const name = (column: ColumnSummary) => (column.name === 'value' ? t`a value` : column.name);
  const odd = features.find(({ std }) => std > SPREAD.high || std < SPREAD.low);
  if (odd) return t`${name(odd)} has a standard deviation of ${formatNumber(odd.std)}`;
  const far = features.find(({ mean, std }) => Math.abs(mean) / std > FARTHEST);
  if (far) {
    const times = formatNumber(Math.abs(far.mean) / far.std);
    return t`the mean of ${name(far)}, ${formatNumber(far.mean)}, is ${times} standard deviations away from 0`;
  }
  const [first, ...others] = [...features].sort((a, b) => a.std - b.std);
  const last = others.at(-1);
  if (!first || !last || last.std / first.std <= WIDEST) return undefined;
  return t`${name(last)} varies ${formatNumber(last.std / first.std)} times as much as ${name(first)}`;
}

/** Bytes are divided by their largest value; all else is standardised. */
function fixesFor(text: string, data: ResolvedData, summary: DataSummary): Fix[] {
  const [values] = summary.columns;
  const isBytes = summary.shape !== null && values?.min === 0 && values.max === 255;
  const names = isBytes ? ['divide(255)', 'standardize'] : ['standardize', 'min_max'];
  return names.map((name, index) => ({
    title: t`Add scale ${name}`,
    edits: [setSetting(text, data, 'scale', `scale ${name}`)],
    preferred: index === 0,
  }));
}
