import { TestClient } from '../../test/protocol/client.ts';
import { type Latencies, latencies, residentMegabytes } from './measures.ts';
import { baseSpecification, derivedSpecification, specification } from './specifications.ts';

const edits = 200;
/** Edits before the measured ones: a server that was just started is compiled as it goes. */
const warmUps = 30;
const starts = 5;

export interface Editing extends Latencies {
  /** Of the server after the edits. */
  readonly megabytes: number | undefined;
}

/** Types digits into the middle of a file, one at a time, and waits for the diagnostics of each. */
export async function measureEdits(lines: number): Promise<Editing> {
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
  const megabytes = await residentMegabytes(client.process.pid);
  await client.stop();
  return { ...latencies(times), megabytes };
}

/** From the start of the process to the first diagnostics of a file of 1,000 lines. */
export async function measureStart(): Promise<Latencies> {
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
  return latencies(times);
}

/** Renames a model that so many other files start from, and back, and waits until all of them say what that means for them. */
export async function measureDependents(count: number): Promise<Latencies> {
  const client = await TestClient.start();
  const base = 'file:///bench/base.nnspec';
  const uris = Array.from({ length: count }, (_, index) => `file:///bench/derived${index}.nnspec`);
  await client.open(base, baseSpecification('Base'));
  for (const uri of uris) await client.open(uri, derivedSpecification('base.nnspec'));
  const times: number[] = [];
  for (let index = 0; index < warmUps; index++) {
    const isThere = index % 2 === 1;
    const sent = performance.now();
    await client.change(base, { text: baseSpecification(isThere ? 'Base' : 'Basis') });
    for (const uri of uris) {
      await client.diagnostics(uri, (found) => found.some(isUnknown) === !isThere);
    }
    if (index >= warmUps / 2) times.push(performance.now() - sent);
  }
  await client.stop();
  return latencies(times);
}

function isUnknown({ code }: { readonly code?: unknown }): boolean {
  return code === 'unknown-name';
}
