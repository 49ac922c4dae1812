import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReceivedContent } from '../../../client/src/training/received-content.ts';

const part = (name: string, ...bytes: number[]) =>
  ({ type: 'content-part', name, bytes: Uint8Array.from(bytes) }) as const;

test('pieces of two contents that arrive between each other are put together, each once', () => {
  const received = new ReceivedContent();
  received.receive(part('run', 1, 2));
  received.receive(part('weights', 9));
  received.receive(part('run', 3));
  assert.deepEqual([...received.take('run')], [1, 2, 3]);
  assert.deepEqual([...received.take('weights')], [9]);
  assert.throws(() => received.take('run'), /sent nothing to be stored/);
});

test('what a page left unfinished is forgotten with it', () => {
  const received = new ReceivedContent();
  received.receive(part('run', 1));
  received.forget();
  assert.throws(() => received.take('run'), /sent nothing to be stored/);
  received.receive(part('run', 2));
  assert.deepEqual([...received.take('run')], [2]);
});
