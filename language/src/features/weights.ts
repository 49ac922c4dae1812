import { t } from '#l10n';
import { layerWeights, type WeightsSummary } from '../data/weights-summary.ts';
import { formatCount, formatShape } from './numbers.ts';

/** Tensors that a hover lists one by one. */
const LISTED = 24;

/** What is in a file of weights, as Markdown: whose they are, names and shapes. */
export function weightsDocumentation(summary: WeightsSummary): string {
  const weights = layerWeights(summary);
  const { model, epoch } = summary.metadata;
  const numbers = weights.reduce(
    (sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1),
    0,
  );
  const origin = model === undefined ? '' : ` ${t`of ${`\`${model}\``}`}`;
  const age = epoch === undefined ? '' : `, ${t`after epoch ${epoch}`}`;
  const lines = weights.slice(0, LISTED).map(({ name, shape, type }) => {
    const numberType = type === 'F32' ? '' : ` ${type}`;
    return `- \`${name}\` ${formatShape(shape)}${numberType}`;
  });
  const rest = weights.length - lines.length;
  if (rest > 0) lines.push(`- ${t`and ${formatCount(rest)} more`}`);
  return [
    `**${t`Weights`}**${origin}${age}: ${t`${formatCount(numbers)} numbers`}`,
    '',
    ...lines,
  ].join('\n');
}
