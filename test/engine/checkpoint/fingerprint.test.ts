import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fingerprint } from '../../../engine/src/checkpoint/fingerprint.ts';

const bytes = Uint8Array.from({ length: 40 }, (_, at) => at * 7);

test('a fingerprint stays what it was when the checkpoints of earlier versions were written', () => {
  assert.equal(new Fingerprint().add(Uint8Array.of(2, 3, 4, 5, 6, 7)).hex(), 'e8dbac07977611ea');
  assert.equal(new Fingerprint().add(new Uint8Array()).hex(), '171268c00ab33f44');
});

test('where in memory the bytes lie does not matter', () => {
  for (let offset = 0; offset < 4; offset++) {
    const moved = new Uint8Array(offset + bytes.length);
    moved.set(bytes, offset);
    assert.equal(
      new Fingerprint().add(moved.subarray(offset)).hex(),
      new Fingerprint().add(bytes).hex(),
    );
  }
});

test('every byte matters, and where a part ends', () => {
  const whole = new Fingerprint().add(bytes).hex();
  for (let at = 0; at < bytes.length; at++) {
    const other = bytes.with(at, (bytes[at] ?? 0) ^ 1);
    assert.notEqual(new Fingerprint().add(other).hex(), whole);
    assert.notEqual(
      new Fingerprint().add(bytes.subarray(0, at)).add(bytes.subarray(at)).hex(),
      whole,
    );
  }
});
