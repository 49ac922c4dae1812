/** One case of the corpus on one seed: what the text shows, what the training shows, and whether a repair works. */
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  diagnose,
  outcomeOf,
  type RunRecord,
  type RuntimeFinding,
  repair,
  runTrials,
} from '#diagnosis';
import { type Analysis, type Finding, planFor } from '#language';
import type { Plan } from '#plan';
import { runTraining } from '../../cli/src/run.ts';
import { Specifications } from '../../cli/src/specification.ts';
import { CASES } from './cases.ts';
import type { CorpusCase } from './corpus-case.ts';
import { randomFrom } from './random.ts';
import { randomSearch } from './random-search.ts';

export type Kind = 'cases' | 'healthy';

export interface Examination {
  readonly id: string;
  readonly kind: Kind;
  readonly seed: number;
  /** Rules that fired at warning or error. */
  readonly rules: readonly string[];
  /** Of the findings while training at warning or error, causes first; null where the text could not be trained. */
  readonly symptoms: readonly RuntimeFinding['symptom'][] | null;
  readonly category: RuntimeFinding['category'] | null;
  readonly detected: boolean;
  readonly rightCategory: boolean;
  readonly rightLine: boolean;
  readonly metric: string;
  readonly seconds: number;
}

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

/** Absolute path of a specification of the corpus. */
export function pathOf(kind: Kind, id: string): string {
  return fileURLToPath(new URL(`${kind}/${id}.nnspec`, import.meta.url));
}

export async function examine(kind: Kind, id: string, seed: number): Promise<Examination> {
  const begin = performance.now();
  const path = pathOf(kind, id);
  const analysis = await new Specifications().analyze(path);
  const known = CASES.find((candidate) => candidate.id === id);
  const lint = analysis.findings.filter(({ severity }) => isSerious(severity));
  const expectedLint = lint.filter(({ rule }) => known?.rules.includes(rule));
  const planned = planFor(analysis, 0);
  const run = planned.ok ? await train(withSeed(planned.plan, seed), path) : null;
  const findings = run ? diagnose(run).filter(({ severity }) => isSerious(severity)) : [];
  const [first] = findings;
  return {
    id,
    kind,
    seed,
    rules: [...new Set(lint.map(({ rule }) => rule))],
    symptoms: run ? findings.map(({ symptom }) => symptom) : null,
    category: first?.category ?? null,
    detected: findings.length > 0 || expectedLint.length > 0,
    rightCategory:
      known !== undefined &&
      (first ? known.categories.includes(first.category) : expectedLint.length > 0),
    rightLine: known !== undefined && blamesLine(analysis, known, first, expectedLint),
    metric: run ? metricOf(run) : 'not trained',
    seconds: (performance.now() - begin) / 1000,
  };
}

function isSerious(severity: string): boolean {
  return severity === 'error' || severity === 'warning';
}

/** Whether the line that the first finding (of the training, else of the text) stands on is the one to blame. */
function blamesLine(
  { text, lines }: Analysis,
  { lines: blamed }: CorpusCase,
  finding: RuntimeFinding | undefined,
  lint: readonly Finding[],
): boolean {
  const rows = text.split('\n');
  const at = (offset: number) => rows[lines.positionAt(offset).line] ?? '';
  const isBlamed = (offset: number) => blamed.some((part) => at(offset).includes(part));
  if (finding) return isBlamed(finding.origin.start);
  return lint.some(({ range }) => isBlamed(range.start));
}

/** Repairs on the first seed and judges on all; null where the text cannot be trained as it is. */
export async function examineRepair(
  id: string,
  seeds: readonly number[],
  retrains: number,
): Promise<RepairExamination | null> {
  const path = pathOf('cases', id);
  const specifications = new Specifications();
  const analysis = await specifications.analyze(path);
  const planned = planFor(analysis, 0);
  if (!planned.ok) return null;
  const [seed = 1] = seeds;
  const original = await train(withSeed(planned.plan, seed), path);
  const options = {
    analyze: (text: string) => specifications.analyzeText(path, text),
    train: (plan: Plan) => train(withSeed(plan, seed), path),
    retrains,
  };
  const found = await repair(analysis, 0, original, options);
  const guessed = await randomSearch(analysis, original, {
    ...options,
    retrains: found.retrains,
    random: randomFrom(seed),
  });
  const reference = await referenceOf(id);
  const repaired = found.applied.at(-1)?.plan ?? null;
  const judged = await judge(planned.plan, repaired, reference, seeds, path);
  const random = await judge(planned.plan, guessed, reference, seeds, path);
  return {
    id,
    applied: found.applied.map((suggestion) => suggestion.id),
    retrains: found.retrains,
    ...judged,
    random,
  };
}

async function referenceOf(id: string): Promise<{ plan: Plan; path: string } | null> {
  const healthy = CASES.find((candidate) => candidate.id === id)?.healthy ?? null;
  if (healthy === null) return null;
  const path = pathOf('healthy', healthy);
  const planned = planFor(await new Specifications().analyze(path), 0);
  return planned.ok ? { plan: planned.plan, path } : null;
}

/** Beside the original, and beside the healthy version, on all seeds. */
async function judge(
  original: Plan,
  repaired: Plan | null,
  reference: { readonly plan: Plan; readonly path: string } | null,
  seeds: readonly number[],
  path: string,
): Promise<Judgement> {
  if (repaired === null) return { verified: false, gain: null, gapClosed: null };
  const candidates = [
    { id: 'repaired', plan: repaired },
    ...(reference ? [{ id: 'reference', plan: reference.plan }] : []),
  ];
  const executor = async (plan: Plan) => outcomeOf(await train(plan, path));
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

function train(plan: Plan, path: string): Promise<RunRecord> {
  return runTraining(plan, { folder: dirname(path) });
}

function withSeed(plan: Plan, seed: number): Plan {
  return { ...plan, train: { ...plan.train, seed } };
}

/** The last metrics, for people who look at the table. */
function metricOf({ end }: RunRecord): string {
  if (end?.type !== 'finished') return 'broke down';
  const shown = Object.entries(end.validation ?? end.train).map(
    ([name, value]) => `${name} ${value.toPrecision(3)}`,
  );
  return shown.join(' ');
}

/** Ids of all specifications of a kind, sorted. */
export async function idsOf(kind: Kind): Promise<string[]> {
  const names = await readdir(new URL(`${kind}/`, import.meta.url));
  return names.map((name) => name.replace(/\.nnspec$/, '')).sort();
}
