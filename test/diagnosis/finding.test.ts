import assert from 'node:assert/strict';
import { test } from 'node:test';
import { number, oneDigit } from '../../diagnosis/src/finding.ts';

/** A value, as it is measured, and as people would write it down. */
const written: readonly (readonly [value: number, three: string, one: string])[] = [
  [0.000321, '3.2e-4', '3e-4'],
  [0.0123, '0.0123', '0.01'],
  [19.96, '20', '20'],
  [3412, '3410', '3000'],
  [1e12, '1e12', '1e12'],
];

for (const [value, three, one] of written) {
  test(`${value} is written ${three}, or ${one} as a rate`, () => {
    assert.equal(number(value), three);
    assert.equal(oneDigit(value), one);
  });
}
