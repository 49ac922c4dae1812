import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { TestClient } from './client.ts';

let client: TestClient;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nnspec-data-'));
  client = await TestClient.start();
});

after(async () => {
  assert.deepEqual(client.log, []);
  await client.stop();
  await rm(folder, { recursive: true });
});

const WIDE = Array.from({ length: 10_000 }, (_, column) => `c${column}`);

/** What a file holds, and what is said of a specification whose target is its column `label`; nothing: it can be used. */
const FILES: readonly (readonly [
  what: string,
  name: string,
  content: string | Uint8Array,
  told?: RegExp,
])[] = [
  ['with a byte order mark', 'bom.csv', '\ufefflabel,a\nx,1\ny,2\nx,3\n'],
  ['with line breaks of Windows', 'crlf.csv', 'a,label\r\n1,x\r\n2,y\r\n3,x\r\n'],
  ['with line breaks of old Macs', 'cr.csv', 'a,label\r1,x\r2,y\r3,x\r'],
  ['with line breaks in quotes', 'quoted.csv', 'a,"la""b\nc",label\n1,"x\n\ny",x\n2,z,y\n'],
  ['without a last line break', 'cut.csv', 'a,label\n1,x\n2,y'],
  [
    'of 10,000 columns',
    'wide.csv',
    `${WIDE},label\n${WIDE.map(() => 1)},x\n${WIDE.map(() => 2)},y\n`,
  ],
  ['that is compressed', 'packed.csv.gz', gzipSync('a,label\n1,x\n2,y\n')],
  [
    'that is cut off while compressed',
    'cut.csv.gz',
    gzipSync('a,label\n1,x\n').subarray(0, 20),
    /cut off|too early/,
  ],
  ['that is binary', 'binary.csv', new Uint8Array([1, 0, 2, 0, 255]), /zero bytes/],
  ['in UTF-16', 'utf16.csv', Buffer.from('\ufeffa,label\n1,x\n', 'utf16le'), /UTF-16/],
  ['in Latin 1', 'latin.csv', Buffer.from('a,label\n1,\xe9\n', 'latin1'), /UTF-8/],
  ['with a quotation mark that never closes', 'open.csv', 'a,label\n1,"x\n2,y\n', /never closes/],
  ['with rows of different lengths', 'ragged.csv', 'a,label\n1,x\n2\n', /Row 3 has 1 value/],
  ['with two columns of one name', 'twice.csv', 'a,label,a\n1,x,2\n', /both called "a"/],
  ['that is empty', 'empty.csv', '', /empty/],
  ['with a header alone', 'header.csv', 'a,label\n', /no rows/],
  ['that is a broken npz', 'broken.npz', 'PK\x03\x04nothing', /./],
];

describe('data files', () => {
  for (const [what, name, content, told] of FILES) {
    it(`${what}: ${told ? 'what is wrong is said' : 'can be used'}`, async () => {
      await writeFile(join(folder, name), content);
      const uri = address(`${name}.nnspec`);
      // Two columns that are not there tell that the file was read.
      await client.open(uri, specification(name, told ? 'label' : 'label, nowhere'));
      const known = (found: readonly Diagnostic[]) => said(found, told ?? /'nowhere'/);
      const found = await client.diagnostics(uri, known);
      assert.equal(said(found, /'label'/), false, JSON.stringify(found));
      await client.close(uri);
    });
  }

  it('that comes, changes and goes is followed', async () => {
    const uri = address('changing.nnspec');
    await client.open(uri, specification('changing.csv', 'label'));
    await client.diagnostics(uri, (found) => said(found, /does not exist/));
    await change('changing.csv', 'a,lable\n1,x\n');
    await client.diagnostics(uri, (found) => said(found, /no column 'label'/));
    await change('changing.csv', 'a,label\n1,x\n2,y\n');
    await client.diagnostics(uri, (found) => !said(found, /label/));
    await change('changing.csv', undefined);
    await client.diagnostics(uri, (found) => said(found, /does not exist/));
  });

  it('that is a folder is told', async () => {
    const uri = address('folder.nnspec');
    await client.open(uri, specification('.', 'label'));
    await client.diagnostics(uri, (found) => found.some(({ severity }) => severity === 1));
  });
});

function address(name: string): string {
  return pathToFileURL(join(folder, name)).href;
}

function specification(source: string, target: string): string {
  return `data Table {\n  source "${source}"\n  target ${target}\n}\n`;
}

async function change(name: string, content: string | undefined): Promise<void> {
  const path = join(folder, name);
  if (content === undefined) await rm(path);
  else await writeFile(path, content);
  const changes = [{ uri: address(name), type: 2 }];
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
}

function said(found: readonly Diagnostic[], pattern: RegExp): boolean {
  return found.some(({ message }) => pattern.test(String(message)));
}
