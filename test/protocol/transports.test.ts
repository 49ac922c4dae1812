import assert from 'node:assert/strict';
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  createProtocolConnection,
  type InitializeResult,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { buildTarget } from '../../scripts/build.ts';
import { MessageReader } from '../../server/src/node/message-reader.ts';

const initialize = { processId: null, rootUri: null, capabilities: {} };

describe('transports', () => {
  it('--node-ipc: messages of a child process', async () => {
    const server = fork(await buildTarget('server/node.cjs'), ['--node-ipc']);
    server.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params: initialize });
    const [answer] = await once(server, 'message');
    assert.equal(answer.id, 1);
    assert.equal(answer.result.capabilities.hoverProvider, true);
    server.disconnect();
    assert.deepEqual(await once(server, 'exit'), [1, null], 'without shutdown it was cut off');
  });

  it('--socket: a port on which the client listens', () =>
    answersThrough(0, (address) => [`--socket=${(address as { port: number }).port}`]));

  it('--pipe: a named pipe on which the client listens', () => {
    const name = `nnspec-${process.pid}`;
    const path = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), name);
    return answersThrough(path, () => ['--pipe', path]);
  });

  it('none of them: says which there are', async () => {
    const server = spawn(process.execPath, [await buildTarget('server/node.cjs')]);
    let said = '';
    server.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const [code] = await once(server, 'exit');
    assert.notEqual(code, 0);
    assert.match(said, /--stdio, --node-ipc, --socket, --pipe/);
  });
});

async function answersThrough(
  place: number | string,
  args: (address: unknown) => string[],
): Promise<void> {
  const client = createServer();
  client.listen(place);
  await once(client, 'listening');
  const server = spawn(process.execPath, [
    await buildTarget('server/node.cjs'),
    ...args(client.address()),
  ]);
  const [socket] = await once(client, 'connection');
  const connection = createProtocolConnection(
    new StreamMessageReader(socket),
    new StreamMessageWriter(socket),
  );
  connection.listen();
  const answer = await connection.sendRequest<InitializeResult>('initialize', initialize);
  assert.equal(answer.serverInfo?.name, 'NNSpec');
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  assert.deepEqual(await once(server, 'exit'), [0, null]);
  client.close();
}

describe('the reader of messages', () => {
  it('gives the same messages however the bytes are cut', () => {
    const message = fc.record(
      { id: fc.nat(), text: fc.string({ unit: 'grapheme' }) },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.integer({ min: 1, max: 40 })), (sent, cuts) => {
        const received: unknown[] = [];
        const reader = new MessageReader((one) => received.push(one));
        let rest = Buffer.concat(sent.map(framed));
        for (let cut = 0; rest.length > 0; cut++) {
          const length = cuts.length === 0 ? rest.length : (cuts[cut % cuts.length] ?? 1);
          reader.push(rest.subarray(0, length));
          rest = rest.subarray(length);
        }
        assert.deepEqual(received, sent);
      }),
    );
  });

  it('leaves out what is no message', () => {
    const received: unknown[] = [];
    const reader = new MessageReader((one) => received.push(one));
    reader.push(Buffer.from('Nothing: 1\r\n\r\nContent-Length: 2\r\n\r\n{]'));
    reader.push(framed({ id: 1 }));
    assert.deepEqual(received, [{ id: 1 }]);
  });
});

function framed(message: object): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}
