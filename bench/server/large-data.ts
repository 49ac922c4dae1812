import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { TestClient } from '../../test/protocol/client.ts';
import { residentMegabytes } from './measures.ts';

/** Milliseconds between the questions that are asked while the file is read. */
const pause = 5;

export interface Reading {
  readonly seconds: number;
  /** The longest that an answer took, and how many were asked for. */
  readonly slowest: number;
  readonly questions: number;
  /** The most memory that the server used meanwhile; undefined where the system does not tell. */
  readonly megabytes: number | undefined;
}

/** Has the server look into a csv of so many bytes, and asks it for hovers all the while. */
export async function measureLargeData(bytes: number): Promise<Reading> {
  const folder = await mkdtemp(join(tmpdir(), 'nnspec-bench-'));
  try {
    await writeTable(join(folder, 'large.csv'), bytes);
    return await read(pathToFileURL(join(folder, 'large.nnspec')).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function writeTable(path: string, bytes: number): Promise<void> {
  const output = createWriteStream(path);
  output.write('a,b,c,d,label\n');
  const rows = Array.from({ length: 10_000 }, (_, row) => {
    const cells = [row, row * 7, row * 13].map((value) => ((value % 1009) / 7).toFixed(5));
    return `${cells.join(',')},${row},class${row % 3}\n`;
  }).join('');
  for (let written = 0; written < bytes; written += rows.length) {
    if (!output.write(rows)) await once(output, 'drain');
  }
  output.end();
  await once(output, 'finish');
}

async function read(uri: string): Promise<Reading> {
  const client = await TestClient.start();
  const began = performance.now();
  await client.open(uri, 'data Large {\n  source "large.csv"\n  target lable\n}\n');
  let known = false;
  const told = client
    .diagnostics(
      uri,
      (found) => found.some(({ message }) => String(message).includes('lable')),
      600_000,
    )
    .then(() => {
      known = true;
    });
  let [slowest, questions, megabytes] = [0, 0, 0];
  while (!known) {
    const asked = performance.now();
    const position = { line: 1, character: 4 };
    await client.request('textDocument/hover', { textDocument: { uri }, position });
    slowest = Math.max(slowest, performance.now() - asked);
    if (questions++ % 50 === 0) {
      megabytes = Math.max(megabytes, (await residentMegabytes(client.process.pid)) ?? 0);
    }
    await wait(pause);
  }
  await told;
  const seconds = (performance.now() - began) / 1000;
  await client.stop();
  return { seconds, slowest, questions, megabytes: megabytes || undefined };
}
