import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadKernels } from '#engine';

const folder = new URL('../../dist/kernels/', import.meta.url);
const bytes = {
  simd: readFileSync(new URL('simd.wasm', folder)),
  relaxed: readFileSync(new URL('relaxed.wasm', folder)),
};

test('takes the relaxed build where the host can run it, the plain one where it is asked to', async () => {
  const runs = WebAssembly.validate(new Uint8Array(bytes.relaxed));
  assert.equal((await loadKernels(bytes)).build, runs ? 'relaxed' : 'simd');
  assert.equal((await loadKernels(bytes, 'simd')).build, 'simd');
});

test('the plain build runs without relaxed SIMD, the other one needs it', async () => {
  const RELAXED_MADD = [0xfd, 0x85, 0x02];
  const uses = (module: Uint8Array) =>
    module.some((_, at) => RELAXED_MADD.every((byte, offset) => module[at + offset] === byte));
  assert.ok(uses(bytes.relaxed));
  assert.ok(!uses(bytes.simd));
});
