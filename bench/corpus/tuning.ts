/**
 * Shows that the two columns of the tuning table work: five underfitting and five overfitting models of the shipped data
 * sets, the verdict, and the best of the suggestions that were tried. `npm run tuning` prints the table and writes it into
 * docs/diagnosis.md, between its two marks.
 */
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { diagnose, outcomeOf, type RuntimeFinding, runTrials, suggest } from '#diagnosis';
import { planFor } from '#language';
import type { Plan } from '#plan';
import { Specifications } from '../../cli/src/specification.ts';
import { TrialPool } from '../../cli/src/trial-pool.ts';
import { writeBetweenMarks } from './documentation.ts';

const SEEDS = [1, 2, 3];
const JOBS = availableParallelism();
const folder = fileURLToPath(new URL('tuning/', import.meta.url));
const program = fileURLToPath(new URL('../../cli/src/', import.meta.url));

const pool = new TrialPool(folder, JOBS, program);

/** A row of the table. */
async function rowOf(name: string): Promise<string> {
  const path = `${folder}${name}`;
  const specifications = new Specifications();
  const analysis = await specifications.analyze(path);
  const planned = planFor(analysis, 0);
  if (!planned.ok) throw new Error(`${name} does not check`);
  const findings = diagnose(await pool.train(planned.plan));
  const suggestions = suggest(analysis, 0, findings, (text) =>
    specifications.analyzeText(path, text),
  ).filter(({ plan }) => isSplitAlike(plan, planned.plan));
  const report = await runTrials(
    planned.plan,
    suggestions,
    async (plan) => outcomeOf(await pool.train(plan)),
    { seeds: SEEDS, concurrency: JOBS },
  );
  const [best] = report.results;
  const title = suggestions.find(({ id }) => id === best?.id)?.title ?? 'none';
  const metrics = (values: readonly (number | null)[]) =>
    values.map((value) => value?.toFixed(3) ?? 'broke down').join(' ');
  return [
    name.replace('.nnspec', ''),
    storyOf(findings),
    title,
    `${report.metric} ${metrics(report.baseline)}`,
    metrics(best?.metrics ?? []),
    best?.verdict ?? '',
  ].join(' | ');
}

/** What trains on other samples is compared on other samples, too: no measure of the table's columns. */
function isSplitAlike({ data: a }: Plan, { data: b }: Plan): boolean {
  return JSON.stringify([a.split, a.limit]) === JSON.stringify([b.split, b.limit]);
}

/** The causes, and in brackets what they explain. */
function storyOf(findings: readonly RuntimeFinding[]): string {
  const told = findings.map(({ symptom, explains }) => {
    const effects = explains.map((effect) => effect.symptom).join(', ');
    return effects === '' ? symptom : `${symptom} (${effects})`;
  });
  return told.join(', ') || 'healthy';
}

const rows = [
  '| model | findings | best suggestion | as it is | with it | verdict |',
  '|---|---|---|---|---|---|',
];
for (const name of (await readdir(folder)).sort()) {
  rows.push(`| ${await rowOf(name)} |`);
  console.log(rows.at(-1));
}
await pool.close();
await writeBetweenMarks('tuning', rows.join('\n'));
