/**
 * How long a person waits for the language server, and what it takes: `node bench/latency.ts [--large]`. With `--large` it looks
 * into a data file of one gigabyte too.
 *
 * Measured at the server's boundary, as an editor sees it: the built server in a process of its own, spoken to over its
 * standard streams; from the moment an edit is sent to the moment its diagnostics arrive.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { TestClient } from '../test/protocol/client.ts';
import { measureDependents, measureEdits, measureStart } from './server/editing.ts';
import { measureLargeData } from './server/large-data.ts';
import type { Latencies } from './server/measures.ts';

/** What must be reached, in milliseconds and megabytes. */
const bars = {
  /** A keystroke must be answered before the next one of a fast typist is drawn. */
  thousandLines: 10,
  tenThousandLines: 30,
  start: 200,
  megabytes: 150,
  /** While a data file is read. */
  answer: 50,
} as const;

const dependents = 100;
const gigabyte = 1e9;

function report(label: string, value: number | undefined, unit: string, bar?: number): void {
  const text = value === undefined ? 'not known' : `${value.toFixed(1)} ${unit}`;
  const limit = bar === undefined ? '' : `at most ${bar} ${unit}`;
  console.log(`${label.padEnd(58)}${text.padStart(12)}   ${limit}`);
  if (bar !== undefined && value !== undefined && value > bar) process.exitCode = 1;
}

function reportTimes(label: string, { median, p95 }: Latencies, bar?: number): void {
  report(`${label}, median`, median, 'ms', bar);
  report(`${label}, 95th percentile`, p95, 'ms');
}

const { values } = parseArgs({ options: { large: { type: 'boolean' } } });

// The build is not a part of any measurement.
await (await TestClient.start()).stop();

console.log(`${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`);
reportTimes('edit to diagnostics, 1,000 lines', await measureEdits(1000), bars.thousandLines);
const large = await measureEdits(10_000);
reportTimes('edit to diagnostics, 10,000 lines', large, bars.tenThousandLines);
report('memory of the server, 10,000 lines', large.megabytes, 'MB', bars.megabytes);
reportTimes('start to first diagnostics, 1,000 lines', await measureStart(), bars.start);
const known = await measureDependents(dependents);
reportTimes(`edit to the diagnostics of ${dependents} files that refer to it`, known);
if (values.large) {
  const reading = await measureLargeData(gigabyte);
  report('a data file of 1 GB: time', reading.seconds, 's');
  report(
    `the slowest of ${reading.questions} answers meanwhile`,
    reading.slowest,
    'ms',
    bars.answer,
  );
  report('memory of the server meanwhile', reading.megabytes, 'MB');
}
