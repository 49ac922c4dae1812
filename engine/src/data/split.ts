import { t } from '#l10n';
import type { DataPlan } from '#plan';
import type { Random } from '../rng.ts';
import { DataError } from './data-error.ts';

type Fractions = DataPlan['split'];

/** Indices of the samples in each part: in random order, or in that of the source. */
export interface SplitIndices {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

const PARTS = ['train', 'validation', 'test'] as const;

/**
 * Splits `count` samples, at random or in their own order.
 * @param codes class index of each sample, or null
 * @throws DataError where a part that was asked for would be empty
 */
export function splitSamples(
  count: number,
  codes: Int32Array | null,
  { split, shuffle = true }: Pick<DataPlan, 'split' | 'shuffle'>,
  random: Random,
  source: string,
): SplitIndices {
  const parts = shuffle ? drawn(count, codes, split, random) : cut(count, split);
  for (const { name, share, members } of parts) {
    if (share === 0 || members.length > 0) continue;
    const percent = +(share * 100).toFixed(2);
    const message =
      count === 1
        ? t`1 sample is too few for a ${name} part of ${percent} %. Add samples, or change the parts with 'split'.`
        : t`${count} samples are too few for a ${name} part of ${percent} %. Add samples, or change the parts with 'split'.`;
    throw new DataError(message, { file: source });
  }
  const [train = [], validation = [], test = []] = parts.map(({ members }) => members);
  const order = (members: readonly number[]) => {
    const indices = Int32Array.from(members);
    return shuffle ? random.shuffle(indices) : indices;
  };
  return { train: order(train), validation: order(validation), test: order(test) };
}

/**
 * With classes the split is stratified: samples are lined up class by class (in random order within one) and each in turn
 * goes to the part that is furthest behind its share, so that every class and the whole are cut in the given proportions to
 * within one sample.
 */
function drawn(
  count: number,
  codes: Int32Array | null,
  split: Fractions,
  random: Random,
): readonly Part[] {
  const order = random.shuffle(Int32Array.from({ length: count }, (_, index) => index));
  if (codes) order.sort((a, b) => (codes[a] as number) - (codes[b] as number));
  const parts: Part[] = PARTS.map((name) => ({ name, share: split[name], members: [] }));
  for (let position = 0; position < count; position++) {
    furthestBehind(parts, position + 1).members.push(order[position] as number);
  }
  return parts;
}

/** One stretch after the other, each ending at the sample that is nearest to its share. */
function cut(count: number, split: Fractions): readonly Part[] {
  let shares = 0;
  let begin = 0;
  return PARTS.map((name) => {
    shares += split[name];
    const end = Math.floor(shares * count + 0.5);
    const members = Array.from({ length: end - begin }, (_, at) => begin + at);
    begin = end;
    return { name, share: split[name], members };
  });
}

interface Part {
  readonly name: (typeof PARTS)[number];
  readonly share: number;
  readonly members: number[];
}

/** The part that lacks most of its share of the first `taken` samples. */
function furthestBehind(parts: readonly Part[], taken: number): Part {
  let chosen = parts[0] as Part;
  let most = chosen.share * taken - chosen.members.length;
  for (const part of parts) {
    const lacking = part.share * taken - part.members.length;
    if (lacking > most) [chosen, most] = [part, lacking];
  }
  return chosen;
}
