/**
 * `npm run gallery [EXAMPLE…]`: trains every block of the examples that have a page in examples/gallery on three seeds and writes what was measured (medians) into
 * the example's page, between its two marks.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diagnose, type RunRecord } from '#diagnosis';
import { type PlannedTraining, planTraining } from '../cli/src/plans.ts';
import { type CompletedRun, runTraining } from '../cli/src/run.ts';

const SEEDS = [1, 2, 3];
const FOLDER = fileURLToPath(new URL('../examples/gallery/', import.meta.url));
const MARKED = /(<!-- measured: npm run gallery -->\n)[\s\S]*(<!-- end -->)/;

/** A column of the table; null where a run has no such figure. */
type Column = readonly [title: string, of: (run: CompletedRun) => number | null];

function columnsOf({ plan }: RunRecord): Column[] {
  const metric = plan.train.metrics[0]?.name;
  const ofMetric: Column[] = metric ? [[`${metric}, test`, testMetric(metric)]] : [];
  return [
    ['loss, training', ({ end }) => (end.type === 'finished' ? (end.train.loss ?? null) : null)],
    ['loss, test', testMetric('loss')],
    ...ofMetric,
    ['gradient, first ÷ last layer', gradientRatioOf],
    ['most dead units', deadShareOf],
  ];
}

function testMetric(name: string): (run: CompletedRun) => number | null {
  return ({ end }) => (end.type === 'finished' ? (end.test?.[name] ?? null) : null);
}

/** RMS of the first layer's gradient over the last one's, after the first epoch. */
function gradientRatioOf({ epochs }: RunRecord): number | null {
  const sizes = epochs[0]?.layers.flatMap(({ weights }) => (weights ? [weights.gradientRms] : []));
  const [first, last] = [sizes?.at(0), sizes?.at(-1)];
  return first === undefined || !last ? null : first / last;
}

/** Of the layer that has most of them, at the end. */
function deadShareOf({ epochs }: RunRecord): number | null {
  const layers = epochs.at(-1)?.layers ?? [];
  const shares = layers.flatMap(({ activation }) => (activation ? [activation.deadShare] : []));
  return shares.length > 0 ? Math.max(...shares) : null;
}

/** Null where most runs have no such figure: they broke down. */
function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return known.length > values.length / 2 ? (known[Math.floor(known.length / 2)] ?? null) : null;
}

function show(value: number | null): string {
  if (value === null) return '–';
  const isTiny = value !== 0 && Math.abs(value) < 1e-3;
  return isTiny ? value.toExponential(0) : String(Number(value.toPrecision(3)));
}

/** A block's model; where blocks share it, also the settings that not all blocks of the file have. */
function labelsOf(text: string, blocks: readonly PlannedTraining[]): string[] {
  const settings = blocks.map(({ plan }) =>
    Object.values(plan.train.settingOrigins).map(({ start, end }) => text.slice(start, end)),
  );
  const names = blocks.map(({ plan }) => plan.model.name);
  if (new Set(names).size === names.length) return names;
  return blocks.map(({ plan }, index) => {
    const own = (settings[index] ?? []).filter(
      (setting) => !settings.every((others) => others.includes(setting)),
    );
    return [plan.model.name, ...own.map((setting) => `\`${setting}\``)].join(' ');
  });
}

async function tableOf(path: string): Promise<string> {
  const text = readFileSync(path, 'utf8');
  const count = text.match(/^train /gm)?.length ?? 0;
  const blocks: PlannedTraining[] = [];
  const runs: CompletedRun[][] = [];
  for (let index = 1; index <= count; index++) {
    const ofSeeds: CompletedRun[] = [];
    for (const seed of SEEDS) {
      const block = await planTraining(path, { train: String(index), seed }, 'allowed');
      if (seed === SEEDS[0]) blocks.push(block);
      ofSeeds.push(await runTraining(block.plan, { folder: block.folder }));
    }
    runs.push(ofSeeds);
  }
  const labels = labelsOf(text, blocks);
  const columns = columnsOf(runs[0]?.[0] as CompletedRun);
  const rows = runs.map((ofSeeds, index) => [
    labels[index],
    ...columns.map(([, of]) => show(median(ofSeeds.map(of)))),
    findingsOf(ofSeeds[0] as CompletedRun),
  ]);
  const head = ['', ...columns.map(([title]) => title), 'found while training'];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** The symptoms of the first seed's run. */
function findingsOf(run: CompletedRun): string {
  return diagnose(run)
    .map(({ symptom }) => symptom)
    .join(', ');
}

const wanted = process.argv.slice(2).map((path) => basename(path, '.nnspec'));
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.md') && file !== 'README.md')
  .map((file) => basename(file, '.md'));
for (const name of names.filter((each) => wanted.length === 0 || wanted.includes(each))) {
  const table = await tableOf(`${FOLDER}${name}.nnspec`);
  console.log(`${name}\n${table}\n`);
  const page = `${FOLDER}${name}.md`;
  writeFileSync(page, readFileSync(page, 'utf8').replace(MARKED, `$1\n${table}\n\n$2`));
}
