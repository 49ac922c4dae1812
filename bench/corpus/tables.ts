import type { Examination } from './examine.ts';
import type { Judgement, RepairExamination } from './examine-repair.ts';

/** Published figures on 52 real programs: detection / right category / right place. */
const PUBLISHED = [
  'UMLAUT 50/14/12 of 52',
  'AutoTrainer 12/10/8 of 52',
  'DeepLocalize 36/7/5 of 52',
  'DeepFD 47/27/22 of 52',
  'DEFault 48/33/- of 52',
];

/** A repair is as good as the healthy version when it closes this share of the gap. */
const REACHED = 0.9;

/** One line a case and seed, then the shares; these are given back as a table for a page, too. */
export function printTables(
  all: readonly Examination[],
  repairs: readonly RepairExamination[],
  seconds: number,
): string {
  const examinations = all.filter(({ counts }) => counts);
  const faulty = examinations.filter((entry) => entry.faulty);
  const healthy = examinations.filter((entry) => !entry.faulty);
  console.log('Faulty specifications:');
  for (const entry of sorted(faulty)) console.log(describeFaulty(entry));
  console.log('\nHealthy specifications that were flagged:');
  for (const entry of sorted(healthy)) if (isFlagged(entry)) console.log(describe(entry));
  console.log('\nHealthy specifications that were flagged on the way:');
  for (const { id, seed, onTheWay } of sorted(healthy)) {
    if (onTheWay.length > 0) console.log(`${id} seed ${seed}  ${onTheWay.join(' ')}`);
  }
  if (repairs.length > 0) console.log('\nRepairs:');
  for (const entry of repairs) console.log(describeRepair(entry));
  const ids = (entries: readonly Examination[]) => new Set(entries.map(({ id }) => id)).size;
  console.log(`\n${ids(faulty)} faulty, ${ids(healthy)} healthy, ${seconds.toFixed(0)} s`);
  const left = all.filter(({ counts }) => !counts);
  if (left.length > 0) {
    const harmless = left.filter((entry) => entry.faulty).length;
    console.log(
      `left out: ${harmless} faults that do no harm, ${left.length - harmless} drawn networks that do not fit`,
    );
  }
  const trained = faulty.filter(({ symptoms }) => symptoms !== null);
  const shares: [string, number, number][] = [
    ['detected (text or training)', count(faulty, 'detected'), faulty.length],
    ['detected while training', trained.filter(isFlagged).length, trained.length],
    ['right category', count(faulty, 'rightCategory'), faulty.length],
    ['right line', count(faulty, 'rightLine'), faulty.length],
    ['false alarms while training', healthy.filter(isFlagged).length, healthy.length],
    [
      'false alarms at any epoch',
      healthy.filter((entry) => entry.onTheWay.length > 0 || isFlagged(entry)).length,
      healthy.length,
    ],
    [
      'false alarms of the text',
      healthy.filter(({ rules }) => rules.length > 0).length,
      healthy.length,
    ],
  ];
  if (repairs.length > 0) {
    const done = repairs;
    const comparable = done.filter(({ gapClosed }) => gapClosed !== null);
    const reaches = ({ gapClosed }: Judgement) => (gapClosed ?? 0) >= REACHED;
    const part = (name: string, of: readonly RepairExamination[], all: readonly unknown[]) =>
      shares.push([name, of.length, all.length]);
    part(
      'repaired: better on all seeds',
      done.filter(({ verified }) => verified),
      done,
    );
    part(
      '  random search with as many retrainings',
      done.filter(({ random }) => random.verified),
      done,
    );
    part('repaired: as good as healthy', comparable.filter(reaches), comparable);
    part(
      '  random search with as many retrainings',
      comparable.filter(({ random }) => reaches(random)),
      comparable,
    );
  }
  for (const [name, part, whole] of shares) {
    const share = whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
    console.log(`${name.padEnd(40)} ${String(part).padStart(4)} of ${whole}  ${share}`);
  }
  const seeds = new Set(all.map(({ seed }) => seed)).size;
  const head = `| | of ${ids(faulty)} faulty and ${ids(healthy)} healthy specifications, ${seeds} seed${seeds === 1 ? '' : 's'} | share |`;
  const rows = shares.map(([name, part, whole]) => {
    const share = whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
    return `| ${name.trim()} | ${part} of ${whole} | ${share} |`;
  });
  console.log(`Published (detected/category/place): ${PUBLISHED.join(', ')}`);
  return [head, '|---|---|---|', ...rows].join('\n');
}

function sorted(entries: readonly Examination[]): Examination[] {
  return [...entries].sort((a, b) => a.id.localeCompare(b.id) || a.seed - b.seed);
}

function isFlagged({ symptoms }: Examination): boolean {
  return symptoms !== null && symptoms.length > 0;
}

function count(
  entries: readonly Examination[],
  what: 'detected' | 'rightCategory' | 'rightLine',
): number {
  return entries.filter((entry) => entry[what]).length;
}

function describeFaulty(entry: Examination): string {
  const mark = (holds: boolean, letter: string) => (holds ? letter : '-');
  const marks = `${mark(entry.detected, 'D')}${mark(entry.rightCategory, 'C')}${mark(entry.rightLine, 'L')}`;
  return `${marks} ${describe(entry)}`;
}

function describe({ id, seed, symptoms, category, rules, metric }: Examination): string {
  const found = symptoms === null ? 'not trained' : symptoms.join(' ') || 'nothing';
  return `${id.padEnd(30)} seed ${seed}  ${found} [${category ?? ''}]  text: ${rules.join(' ') || '-'}  (${metric})`;
}

function describeRepair({ id, applied, retrains, random, ...own }: RepairExamination): string {
  const edits = applied.join(', ') || 'nothing kept';
  const judged = ({ gain, gapClosed }: Judgement) =>
    `gain ${gain?.toFixed(3) ?? '-'} (${gapClosed?.toFixed(2) ?? '-'} of the gap)`;
  const mark = own.verified ? 'better' : '-     ';
  return `${mark} ${id.padEnd(30)} ${retrains} retrains, ${judged(own)}: ${edits}; random search: ${judged(random)}`;
}
