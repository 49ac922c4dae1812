import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesOf, placeTemporaries } from '../../engine/src/program/layout.ts';
import type { Buffer, Operation } from '../../engine/src/program/program.ts';

const program = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 20 }),
  uses: fc.array(fc.array(fc.nat(19), { maxLength: 4 }), { minLength: 1, maxLength: 40 }),
  kept: fc.array(fc.nat(19), { maxLength: 3 }),
});

test('buffers that are needed at the same time never share memory', () => {
  fc.assert(
    fc.property(program, ({ sizes, uses, kept }) => {
      const buffers: Buffer[] = sizes.map((floats) => ({ floats, address: -1 }));
      const pick = (index: number) => buffers[index % buffers.length] as Buffer;
      const operations: Operation[] = uses.map((indices) => ({
        kernel: 'copy',
        values: indices.map((index) =>
          index % 2 ? pick(index) : { buffer: pick(index), offset: 1 },
        ),
        layer: '',
      }));
      const toTheEnd = new Set(kept.map(pick));
      const start = 4096;
      const end = placeTemporaries(operations, new Set(buffers), toTheEnd, start);

      const used = buffers.map((buffer) => {
        const at = uses.flatMap((indices, i) => (indices.map(pick).includes(buffer) ? [i] : []));
        return { first: at[0] ?? -1, last: toTheEnd.has(buffer) ? uses.length : (at.at(-1) ?? -1) };
      });
      for (const [i, a] of buffers.entries()) {
        const one = used[i];
        if (!one || one.first < 0) continue;
        assert.ok(a.address >= start && a.address + bytesOf(a) <= end);
        for (const [j, b] of buffers.slice(0, i).entries()) {
          const other = used[j];
          if (!other || other.first < 0) continue;
          const together = one.first <= other.last && other.first <= one.last;
          const apart = a.address + bytesOf(a) <= b.address || b.address + bytesOf(b) <= a.address;
          assert.ok(!together || apart);
        }
      }
    }),
  );
});

test('a chain of buffers needs room for two', () => {
  const buffers: Buffer[] = Array.from({ length: 10 }, () => ({ floats: 1000, address: 0 }));
  const operations = buffers.slice(1).map((buffer, i) => ({
    kernel: 'copy',
    values: [buffers[i] as Buffer, buffer, 1000],
    layer: '',
  }));
  const end = placeTemporaries(operations, new Set(buffers), new Set(), 0);
  assert.equal(end, 2 * bytesOf(buffers[0] as Buffer));
});
