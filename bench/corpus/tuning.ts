/**
 * Shows that the two columns of the tuning table work: five underfitting and five overfitting models of the shipped data
 * sets, the verdict, and the best of the suggestions that were tried. `npm run tuning` prints the table of docs/diagnosis.md.
 */

import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diagnose, outcomeOf, runTrials, suggest } from '#diagnosis';
import { planFor } from '#language';
import type { Plan } from '#plan';
import { runTraining } from '../../cli/src/run.ts';
import { Specifications } from '../../cli/src/specification.ts';

const SEEDS = [1, 2, 3];
const folder = fileURLToPath(new URL('tuning/', import.meta.url));

const train = (plan: Plan, path: string) => runTraining(plan, { folder: dirname(path) });

/** A row of the table. */
async function rowOf(name: string): Promise<string> {
  const path = `${folder}${name}`;
  const specifications = new Specifications();
  const analysis = await specifications.analyze(path);
  const planned = planFor(analysis, 0);
  if (!planned.ok) throw new Error(`${name} does not check`);
  const findings = diagnose(await train(planned.plan, path));
  const suggestions = suggest(analysis, 0, findings, (text) =>
    specifications.analyzeText(path, text),
  );
  const executor = async (plan: Plan) => outcomeOf(await train(plan, path));
  const report = await runTrials(planned.plan, suggestions, executor, { seeds: SEEDS });
  const [best] = report.results;
  const title = suggestions.find(({ id }) => id === best?.id)?.title ?? 'none';
  const symptoms = findings.flatMap((finding) => [finding, ...finding.explains]);
  const verdict = symptoms.map(({ symptom }) => symptom).join(', ') || 'healthy';
  const metrics = (values: readonly (number | null)[]) =>
    values.map((value) => value?.toFixed(3) ?? 'broke down').join(' ');
  return [
    name.replace('.nnspec', ''),
    verdict,
    title,
    `${report.metric} ${metrics(report.baseline)}`,
    metrics(best?.metrics ?? []),
    best?.verdict ?? '',
  ].join(' | ');
}

console.log('| model | findings | best suggestion | as it is | with it | verdict |');
console.log('|---|---|---|---|---|---|');
for (const name of (await readdir(folder)).sort()) console.log(`| ${await rowOf(name)} |`);
