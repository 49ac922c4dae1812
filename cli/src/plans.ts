import { dirname, resolve } from 'node:path';
import pc from 'picocolors';
import { t } from '#l10n';
import { type Analysis, planFor, type ResolvedTrain } from '#language';
import type { Plan } from '#plan';
import { EXIT, Failure } from './failure.ts';
import { humanReport } from './reports/human.ts';
import { Specifications } from './specification.ts';

/** A train block, ready to run. */
export interface PlannedTraining {
  readonly analysis: Analysis;
  readonly trainIndex: number;
  readonly plan: Plan;
  /** "DigitNet on Digits". */
  readonly title: string;
  /** The specification's folder, which the data's paths are relative to. */
  readonly folder: string;
  /** Analyses a changed text in the place of the file's. */
  readonly analyze: (text: string) => Analysis;
}

/** What the command line may set in place of the text. */
export interface PlanOverrides {
  /** `DigitNet`, `DigitNet on Digits`, or the block's number in the file, from 1. */
  readonly train?: string;
  /** Of the initial weights, the batches and dropout; the split keeps the seed of the data. */
  readonly seed?: number;
  readonly epochs?: number;
}

/**
 * Reads, checks and plans. Throws a Failure with the findings where the file has errors; with `faults` allowed only where
 * they keep it from being trained at all, for a diagnosis wants to see what the others do. A prediction does not look into data
 * files: they may be on another machine.
 */
export async function planTraining(
  path: string,
  overrides: PlanOverrides,
  faults: 'refused' | 'allowed' = 'refused',
  looksIntoFiles = true,
): Promise<PlannedTraining> {
  const specifications = new Specifications(looksIntoFiles);
  const analysis = await specifications.analyze(path);
  const errors = analysis.findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0 && faults === 'refused') throw refusal(path, analysis, errors);
  const block = chooseTrain(path, analysis, overrides.train);
  const planned = planFor(analysis, block.index);
  if (!planned.ok) throw refusal(path, analysis, planned.findings);
  return {
    analysis,
    trainIndex: block.index,
    plan: override(planned.plan, overrides),
    title: titleOf(block),
    folder: dirname(resolve(path)),
    analyze: (text) => specifications.analyzeText(path, text),
  };
}

function refusal(path: string, analysis: Analysis, findings: Analysis['findings']): Failure {
  const report = humanReport([{ path, analysis, findings }], pc.createColors(pc.isColorSupported));
  return new Failure(`${report}\n${t`Nothing was trained: correct this first.`}`, EXIT.findings);
}

function chooseTrain(path: string, { resolved }: Analysis, wanted?: string): ResolvedTrain {
  const { trains } = resolved;
  const [first] = trains;
  if (!first) throw new Failure(t`${path}: there is no train block in this file.`);
  const list = trains.map((block) => `\n  ${block.index + 1}  ${titleOf(block)}`).join('');
  if (wanted === undefined) {
    if (trains.length === 1) return first;
    throw new Failure(
      t`${path} has ${trains.length} train blocks; choose one with --train:` + list,
    );
  }
  const found = trains.filter((block) =>
    [titleOf(block), block.model?.name, String(block.index + 1)].includes(wanted),
  );
  const [only] = found;
  if (only && found.length === 1) return only;
  const problem = only
    ? t`${path}: several train blocks for '${wanted}'; there are:`
    : t`${path}: no train block for '${wanted}'; there are:`;
  throw new Failure(problem + list);
}

function titleOf({ model, data }: ResolvedTrain): string {
  return `${model?.name ?? '?'} on ${data?.name ?? '?'}`;
}

function override(plan: Plan, { seed, epochs }: PlanOverrides): Plan {
  const { train } = plan;
  const phases =
    epochs === undefined ? train.phases : train.phases.map((phase) => ({ ...phase, epochs }));
  return { ...plan, train: { ...train, seed: seed ?? train.seed, phases } };
}
