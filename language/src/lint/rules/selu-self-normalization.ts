import { t } from '#l10n';
import { CITATIONS } from '../../catalogue/tuning-table.ts';
import type { Fix } from '../../findings.ts';
import type { ResidualLayer, ResolvedData, ResolvedLayer } from '../../semantics/model.ts';
import { usedColumns } from '../columns.ts';
import { removeStatement, replaceRange, setSetting } from '../edits.ts';
import { example } from '../examples.ts';
import { activationName, networksOf } from '../network.ts';
import { formatNumber } from '../numbers.ts';
import type { Rule } from '../rule.ts';

const DATA = ['source spirals(classes: 3)', 'scale standardize'];
const HIDDEN = 'dense(32, selu, init: lecun_normal)';
const HEAD = 'dense(3, softmax, init: glorot_uniform)';

export const seluSelfNormalization: Rule = {
  id: 'selu-self-normalization',
  severity: 'warning',
  category: 'normalization',
  topic: 'Activations: SELU',
  summary: 'A SELU network normalises itself, unless something breaks that.',
  documentation: {
    what: 'A model whose hidden layers all are selu has batch_norm or residual blocks, or is trained on features that are neither scaled nor near mean 0 and variance 1 by themselves. Plain dropout: see `selu-with-dropout`.',
    why: 'SELU has a stable fixed point at mean 0 and variance 1: activations near it stay near it, layer after layer. The proof needs standardised inputs and plain stacks of layers; batch normalisation does the work twice.',
    source: CITATIONS.klambauer,
  },
  bad: [
    example({ data: DATA, layers: [HIDDEN, 'batch_norm', HEAD] }),
    example({ data: DATA, layers: [HIDDEN, `residual { ${HIDDEN} }`, HEAD] }),
    example({
      data: ['source "data/plants.csv"', 'target kind'],
      layers: [HIDDEN, HEAD],
    }),
  ],
  good: [example({ data: DATA, layers: [HIDDEN, HEAD] })],
  check({ specification, text }, report) {
    for (const { hidden, layers, model, data } of networksOf(specification)) {
      const selu = hidden.find((unit) => activationName(unit) === 'selu');
      if (!selu || hidden.some((unit) => activationName(unit) !== 'selu')) continue;
      for (const layer of layers.filter(({ type }) => type === 'batch_norm')) {
        report({
          message: t`${layer.id} normalises what ${selu.layer.id} (selu) keeps normalised itself.`,
          range: layer.typeRange,
          fixes: [
            {
              title: t`Remove batch_norm`,
              edits: [removeStatement(text, layer.range)],
              preferred: true,
            },
          ],
        });
      }
      for (const residual of residualsOf(model.layers)) {
        report({
          message: t`${residual.id} adds its input to what ${selu.layer.id} (selu) keeps at variance 1: the sum has about 2.`,
          range: residual.typeRange,
          fixes: unwrap(text, residual),
        });
      }
      for (const set of data) {
        const fault = unscaledFeature(set);
        if (!fault) continue;
        report({
          message: t`${model.name} is made of selu, which wants inputs of mean 0 and variance 1, but ${fault} in ${set.name}, which is not scaled.`,
          range: selu.activation?.range ?? selu.layer.typeRange,
          fixes: [
            {
              title: t`Add scale standardize to ${set.name}`,
              edits: [setSetting(text, set, 'scale', 'scale standardize')],
              preferred: true,
            },
          ],
        });
      }
    }
  },
};

function residualsOf(layers: readonly ResolvedLayer[]): ResidualLayer[] {
  return layers.flatMap((layer) => {
    if (layer.kind === 'residual') return [layer];
    return layer.kind === 'parallel' ? layer.branches.flatMap(residualsOf) : [];
  });
}

/** The layers of a block without the block. */
function unwrap(text: string, { syntax, body }: ResidualLayer): Fix[] {
  const block = syntax.body;
  if (!block?.close || body.length === 0) return [];
  const from = /^[ \t]*/.exec(text.slice(block.open.end))?.[0].length ?? 0;
  const before = /[ \t]*$/.exec(text.slice(0, block.close.start))?.[0].length ?? 0;
  return [
    {
      title: t`Take the layers out of the residual block`,
      edits: [
        replaceRange({ start: syntax.range.start, end: block.open.end + from }, ''),
        replaceRange({ start: block.close.start - before, end: syntax.range.end }, ''),
      ],
      preferred: false,
    },
  ];
}

/** How far from standard a feature may be by itself. */
const LARGEST_MEAN = 0.5;
const SPREAD = { low: 0.5, high: 2 };

/** What the first feature is that is neither scaled nor near mean 0 and variance 1; undefined where there is none. */
function unscaledFeature(data: ResolvedData): string | undefined {
  if (data.source?.kind !== 'file' || data.scale.value.name !== 'none') return undefined;
  const features = usedColumns(data).filter(
    ({ isTarget, column }) => !isTarget && column.kind === 'number' && column.std > 0,
  );
  const odd = features.find(({ column: { mean, std } }) => {
    return Math.abs(mean) > LARGEST_MEAN || std < SPREAD.low || std > SPREAD.high;
  });
  if (!odd) return undefined;
  const { name, mean, std } = odd.column;
  return t`${name} has mean ${formatNumber(mean)} and standard deviation ${formatNumber(std)}`;
}
