/** Repairs a faulty specimen, by its findings and by random search, and holds both against its healthy version. */
import { outcomeOf, type RunRecord, repair, runTrials } from '#diagnosis';
import { planFor } from '#language';
import type { Plan } from '#plan';
import { Specifications } from '../../cli/src/specification.ts';
import { type Train, withSeed } from './examine.ts';
import { randomFrom } from './random.ts';
import { randomSearch } from './random-search.ts';
import type { Specimen } from './specimens.ts';

export interface Judgement {
  /** Better than the original over all seeds. */
  readonly verified: boolean;
  readonly gain: number | null;
  /** The gain over that of the healthy version; null where there is none or it is not better itself. */
  readonly gapClosed: number | null;
}

export interface RepairExamination extends Judgement {
  readonly id: string;
  readonly applied: readonly string[];
  readonly retrains: number;
  /** Random search with as many retrains. */
  readonly random: Judgement;
}

/** Repairs on the first seed and judges on all; null where the text cannot be trained as it is. */
export async function examineRepair(
  { id, text, place, healthy }: Specimen,
  seeds: readonly number[],
  retrains: number,
  trainAt: Train,
): Promise<RepairExamination | null> {
  const specifications = new Specifications();
  const train = (plan: Plan) => trainAt(plan, place);
  const analysis = await specifications.analyze(place, text);
  const planned = planFor(analysis, 0);
  if (!planned.ok) return null;
  const [seed = 1] = seeds;
  const original = await train(withSeed(planned.plan, seed));
  if (original === null) return null;
  const options = {
    analyze: (changed: string) => specifications.analyzeText(place, changed),
    train: (plan: Plan) => train(withSeed(plan, seed)),
    retrains,
  };
  const found = await repair(analysis, 0, original, options);
  const guessed = await randomSearch(analysis, original, {
    ...options,
    retrains: found.retrains,
    random: randomFrom(seed),
  });
  const reference = healthy === null ? null : await planOf(healthy, place);
  const repaired = found.applied.at(-1)?.plan ?? null;
  const judged = await judge(planned.plan, repaired, reference, seeds, train);
  const random = await judge(planned.plan, guessed, reference, seeds, train);
  return {
    id,
    applied: found.applied.map((suggestion) => suggestion.id),
    retrains: found.retrains,
    ...judged,
    random,
  };
}

async function planOf(text: string, place: string): Promise<Plan | null> {
  const planned = planFor(await new Specifications().analyze(place, text), 0);
  return planned.ok ? planned.plan : null;
}

/** Beside the original, and beside the healthy version, on all seeds. */
async function judge(
  original: Plan,
  repaired: Plan | null,
  reference: Plan | null,
  seeds: readonly number[],
  train: (plan: Plan) => Promise<RunRecord | null>,
): Promise<Judgement> {
  if (repaired === null) return { verified: false, gain: null, gapClosed: null };
  const candidates = [
    { id: 'repaired', plan: repaired },
    ...(reference ? [{ id: 'reference', plan: reference }] : []),
  ];
  const executor = async (plan: Plan) => outcomeOf(await train(plan));
  const { results } = await runTrials(original, candidates, executor, { seeds });
  const [found, healthy] = ['repaired', 'reference'].map((id) =>
    results.find((result) => result.id === id),
  );
  const gain = found?.gain ?? null;
  const possible = healthy?.gain ?? 0;
  return {
    verified: found?.verdict === 'better',
    gain,
    gapClosed: possible > 0 && gain !== null ? gain / possible : null,
  };
}
