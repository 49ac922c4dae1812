import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { TestClient } from './client.ts';

const uri = 'file:///lifecycle/model.nnspec';
const text = 'model Net {\n  input(4)\n  dense(3, softmax)\n}\n';

test('a server says what it can do, and ends when it is told to', async () => {
  const client = await TestClient.start();
  const { capabilities } = client;
  assert.equal(capabilities.hoverProvider, true);
  assert.equal(capabilities.documentFormattingProvider, true);
  assert.deepEqual(capabilities.codeActionProvider, {
    codeActionKinds: ['quickfix', 'source.fixAll.nnspec'],
  });
  assert.equal(capabilities.diagnosticProvider, undefined, 'this client does not pull');
  assert.equal(await client.stop(), 0);
});

test('exit without shutdown is an exit with an error', async () => {
  const client = await TestClient.start();
  const exit = once(client.process, 'exit');
  await client.connection.sendNotification('exit');
  assert.deepEqual(await exit, [1, null]);
  client.connection.dispose();
});

test('the server ends with its client', async () => {
  const client = await TestClient.start();
  const exit = once(client.process, 'exit');
  client.process.stdin?.end();
  await exit;
  client.connection.dispose();
});

test('requests before initialize are refused', async () => {
  const client = await TestClient.spawn();
  const asked = client.request('textDocument/hover', {
    textDocument: { uri },
    position: { line: 0, character: 0 },
  });
  await assert.rejects(asked, { code: -32002 });
  client.process.kill();
  client.connection.dispose();
});

const malformed: readonly [method: string, params: unknown][] = [
  ['textDocument/hover', {}],
  ['textDocument/hover', { textDocument: { uri: 7 }, position: { line: 0, character: 0 } }],
  ['textDocument/hover', { textDocument: { uri }, position: { line: -1, character: 0 } }],
  ['textDocument/hover', { textDocument: { uri }, position: { line: 'one', character: null } }],
  [
    'textDocument/hover',
    { textDocument: { uri: 'file:///nowhere' }, position: { line: 0, character: 0 } },
  ],
  ['textDocument/inlayHint', { textDocument: { uri }, range: { start: 3 } }],
  [
    'textDocument/rename',
    { textDocument: { uri }, position: { line: 0, character: 7 }, newName: '2' },
  ],
  ['nnspec/plan', { uri: 7, train: 0 }],
  ['nnspec/plan', { uri, train: 5 }],
  ['nnspec/plan', { uri: 'file:///nowhere.nnspec', train: 0 }],
  ['nnspec/plan', null],
  ['nnspec/suggest', { uri, train: 0, findings: 'all' }],
  ['nnspec/trains', { uri: 'file:///nowhere.nnspec' }],
];

test('malformed requests are answered with InvalidParams, and the server goes on', async () => {
  const client = await TestClient.start();
  await client.open(uri, text);
  for (const [method, params] of malformed) {
    const asked = client.request(method, params);
    await assert.rejects(asked, { code: -32602 }, `${method} ${JSON.stringify(params)}`);
  }
  await assertAlive(client);
  assert.deepEqual(client.log, [], 'a wrong request is the client’s fault: nothing to log');
  await client.stop();
});

test('unknown methods are answered, unknown and malformed notifications survived', async () => {
  const client = await TestClient.start();
  await client.open(uri, text);
  await assert.rejects(client.request('nnspec/unknown', {}), { code: -32601 });
  const { connection } = client;
  await connection.sendNotification('textDocument/didChange', { textDocument: null });
  await connection.sendNotification('textDocument/didOpen', {});
  await connection.sendNotification('textDocument/didClose', {
    textDocument: { uri: 'file:///no' },
  });
  await connection.sendNotification('workspace/didChangeWatchedFiles', { changes: 3 });
  await connection.sendNotification('nnspec/unknown', {});
  await assertAlive(client);
  await client.stop();
});

test('a message that is no JSON does not end the server', async () => {
  const client = await TestClient.start();
  await client.open(uri, text);
  client.process.stdin?.write('Content-Length: 9\r\n\r\n{"broken"');
  await assertAlive(client);
  await client.stop();
});

test('a request that is cancelled is answered as cancelled', async () => {
  const client = await TestClient.start();
  await client.open(uri, text);
  const { stdin, stdout } = client.process;
  assert.ok(stdin && stdout);
  // Both in one chunk, so that the request still waits when its cancellation is read.
  const hover = {
    method: 'textDocument/hover',
    params: { textDocument: { uri }, position: { line: 0, character: 0 } },
  };
  const messages = [
    { id: 9001, ...hover },
    { id: 9002, ...hover },
    { method: '$/cancelRequest', params: { id: 9002 } },
  ];
  const answer = new Promise<string>((resolve) => {
    let received = '';
    stdout.on('data', (chunk) => {
      received += chunk;
      const found = /\{"jsonrpc":"2.0","id":9002.*?\}\}/.exec(received);
      if (found) resolve(found[0]);
    });
  });
  stdin.write(messages.map(framed).join(''));
  assert.match(await answer, /"code":-32800/);
  await client.stop();
});

function framed(message: object): string {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

async function assertAlive(client: TestClient): Promise<void> {
  const symbols = await client.request<{ name: string }[]>('textDocument/documentSymbol', {
    textDocument: { uri },
  });
  assert.deepEqual(
    symbols.map(({ name }) => name),
    ['Net'],
  );
}
