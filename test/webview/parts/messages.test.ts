import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  FROM_WEBVIEW,
  type FromWebview,
  findFault,
  MessageHandler,
  type MessageHandlers,
  TO_WORKER,
  type ToWebview,
} from '../../../webview/src/protocol.ts';

test('a message is one when its type is known and its fields are of their kinds', () => {
  assert.equal(findFault({ type: 'ready' }, FROM_WEBVIEW), null);
  assert.equal(findFault({ type: 'request-specification', start: true }, FROM_WEBVIEW), null);
  assert.equal(findFault({ type: 'show-run-text', id: 'a', other: null }, FROM_WEBVIEW), null);
  const exported = { type: 'export', name: 'a.csv', bytes: new Uint8Array(2) };
  assert.equal(findFault(exported, FROM_WEBVIEW), null);
  assert.equal(findFault({ type: 'predict', input: null }, TO_WORKER), null);
});

test('what is no message is named, and what is wrong with it', () => {
  const faults: readonly (readonly [unknown, RegExp])[] = [
    [null, /not a message/],
    ['ready', /not a message/],
    [{ kind: 'ready' }, /not a message/],
    [{ type: 'reday' }, /unknown type “reday”/],
    [{ type: 'toString' }, /unknown type “toString”/],
    [{ type: 'request-specification' }, /“request-specification” .* wrong “start”/],
    [{ type: 'request-specification', start: 'yes' }, /wrong “start”/],
    [{ type: 'reveal', origin: null }, /wrong “origin”/],
    [{ type: 'findings', findings: {} }, /wrong “findings”/],
    [{ type: 'export', name: 'a', bytes: [1] }, /wrong “bytes”/],
  ];
  for (const [value, message] of faults) {
    assert.match(findFault(value, FROM_WEBVIEW) ?? '', message);
  }
});

test('a checked message reaches the function for its type, a wrong one none', async () => {
  const heard: unknown[] = [];
  const note = (message: unknown) => {
    heard.push(message);
  };
  const handlers = Object.fromEntries(Object.keys(FROM_WEBVIEW).map((type) => [type, note]));
  const faults: string[] = [];
  const messages = new MessageHandler<ToWebview, FromWebview>(
    () => {},
    FROM_WEBVIEW,
    handlers as unknown as MessageHandlers<FromWebview>,
    ({ message }) => faults.push(message),
  );
  await messages.receive({ type: 'apply', suggestion: 'epochs:75' });
  await messages.receive({ type: 'apply', suggestion: 75 });
  assert.deepEqual(heard, [{ type: 'apply', suggestion: 'epochs:75' }]);
  assert.equal(faults.length, 1);
});

test('a handler that fails, at once or later, is reported', async () => {
  const faults: string[] = [];
  const fail = () => {
    throw new Error('at once');
  };
  const failLater = async () => {
    throw new Error('later');
  };
  const shapes = { now: {}, later: {} } as const;
  const messages = new MessageHandler<never, { type: 'now' } | { type: 'later' }>(
    () => {},
    shapes,
    { now: fail, later: failLater },
    ({ message }) => faults.push(message),
  );
  await messages.receive({ type: 'now' });
  await messages.receive({ type: 'later' });
  assert.deepEqual(faults, ['at once', 'later']);
});
