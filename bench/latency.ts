/**
 * How long a person waits for the language server: `node bench/latency.ts`.
 *
 * Measured at the server's boundary, as an editor sees it: the built server in a process of its own, spoken to over its
 * standard streams; from the moment an edit is sent to the moment its diagnostics arrive.
 */
import { cpus } from 'node:os';
import { TestClient } from '../test/protocol/client.ts';

/** A keystroke must be answered before the next one of a fast typist is drawn. */
const allowedMilliseconds = 10;
const edits = 200;
/** Edits before the measured ones: a server that was just started is compiled as it goes. */
const warmUps = 30;
const starts = 5;

interface Latencies {
  readonly median: number;
  readonly p95: number;
}

/** A specification of about so many lines: many models, each with its data and its training. */
function specification(lines: number): string {
  const blocks: string[] = [];
  for (let index = 0; blocks.length * linesPerBlock < lines; index++) blocks.push(block(index));
  return blocks.join('\n');
}

function block(index: number): string {
  return `/// Spirals, told apart by a small network (${index}).
let width${index} = ${32 + (index % 7)}

data Spirals${index} {
  source spirals(samples: 1000, classes: 3, noise: 0.2)
  scale standardize
  split train 70%, validation 15%, test 15%
  seed ${index}
}

model SpiralNet${index} {
  input(2)
  dense(width${index}, relu, init: he_normal) as hidden
  batch_norm
  dropout(0.3)
  repeat 2 {
    dense(32, relu, init: he_normal, l2: 1e-4)
  }
  residual { dense(32, relu, init: he_normal)  dense(32, linear) }
  dense(3, softmax)
}

train SpiralNet${index} on Spirals${index} {
  loss cross_entropy
  optimizer adam(learning_rate: 1e-3)
  schedule cosine(warmup: 5%)
  batch_size 32
  epochs 50
  early_stopping(monitor: val_loss, patience: 5)
  metrics accuracy
}
`;
}

const linesPerBlock = block(0).split('\n').length;

/** Types digits into the middle of the file, one at a time, and waits for the diagnostics of each. */
async function measureEdits(lines: number): Promise<Latencies> {
  const client = await TestClient.start();
  const uri = 'file:///bench/large.nnspec';
  const text = specification(lines);
  await client.open(uri, text);
  await client.diagnostics(uri, () => true);
  const line = text.slice(0, text.indexOf('dropout', text.length / 2)).split('\n').length - 1;
  const place = { line, character: '  dropout(0.3'.length };
  const times: number[] = [];
  for (let index = 0; index < warmUps + edits; index++) {
    const range = { start: place, end: { ...place, character: place.character + (index % 2) } };
    const sent = performance.now();
    const version = await client.change(uri, { range, text: index % 2 === 0 ? '5' : '' });
    await client.diagnostics(uri, (_, published) => published === version);
    if (index >= warmUps) times.push(performance.now() - sent);
  }
  await client.stop();
  return { median: quantile(times, 0.5), p95: quantile(times, 0.95) };
}

/** From the start of the process to the first diagnostics of a file of 1,000 lines. */
async function measureStart(): Promise<Latencies> {
  const text = specification(1000);
  const times: number[] = [];
  for (let index = 0; index < starts; index++) {
    const began = performance.now();
    const client = await TestClient.start();
    await client.open('file:///bench/start.nnspec', text);
    await client.diagnostics('file:///bench/start.nnspec', () => true);
    times.push(performance.now() - began);
    await client.stop();
  }
  return { median: quantile(times, 0.5), p95: quantile(times, 0.95) };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
}

function report(label: string, { median, p95 }: Latencies): void {
  const numbers = `median ${median.toFixed(1)} ms, 95th percentile ${p95.toFixed(1)} ms`;
  console.log(`${label.padEnd(44)}${numbers}`);
}

// The build is not a part of any measurement.
await (await TestClient.start()).stop();

console.log(`${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`);
const thousand = await measureEdits(1000);
report('edit to diagnostics, 1,000 lines', thousand);
report('edit to diagnostics, 10,000 lines', await measureEdits(10_000));
report('start to first diagnostics, 1,000 lines', await measureStart());
if (thousand.median >= allowedMilliseconds) {
  console.error(`The median for 1,000 lines must stay under ${allowedMilliseconds} ms.`);
  process.exitCode = 1;
}
