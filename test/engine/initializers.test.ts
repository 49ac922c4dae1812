import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InitializerPlan } from '#plan';
import { initialValues } from '../../engine/src/initializers.ts';
import { type ParameterSpec, plainParameter } from '../../engine/src/parameters.ts';

const FAN_IN = 400;
const FAN_OUT = 2500;

function spec(
  init: InitializerPlan,
  fans: readonly [number, number] = [FAN_IN, FAN_OUT],
): ParameterSpec {
  const [fanIn, fanOut] = fans;
  return { ...plainParameter('weight', [fanIn, fanOut], init), fanIn, fanOut };
}

/** Variance, and the kurtosis of the distribution (its fourth moment over the squared variance). */
const MOMENTS: readonly (readonly [init: InitializerPlan, variance: number, kurtosis: number])[] = [
  [{ name: 'glorot_uniform' }, 2 / (FAN_IN + FAN_OUT), 1.8],
  [{ name: 'glorot_normal' }, 2 / (FAN_IN + FAN_OUT), 3],
  [{ name: 'he_uniform' }, 2 / FAN_IN, 1.8],
  [{ name: 'he_normal' }, 2 / FAN_IN, 3],
  [{ name: 'lecun_uniform' }, 1 / FAN_IN, 1.8],
  [{ name: 'lecun_normal' }, 1 / FAN_IN, 3],
  [{ name: 'default' }, 1 / (3 * FAN_IN), 1.8],
  [{ name: 'random_normal', std: 0.05 }, 0.0025, 3],
  [{ name: 'random_uniform', limit: 0.3 }, 0.03, 1.8],
];

for (const [init, variance, kurtosis] of MOMENTS) {
  test(`${init.name}: mean and variance within 3 standard errors at a million draws`, () => {
    const values = initialValues(spec(init), 7, 3);
    const count = values.length;
    assert.equal(count, 1_000_000);
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    const second = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    assert.ok(Math.abs(mean) < 3 * Math.sqrt(variance / count), `mean ${mean}`);
    const error = 3 * variance * Math.sqrt((kurtosis - 1) / count);
    assert.ok(Math.abs(second - variance) < error, `variance ${second}, should be ${variance}`);
  });
}

test('uniform initialisers stay within their limits', () => {
  const values = initialValues(spec({ name: 'default' }), 1, 1);
  const limit = 1 / Math.sqrt(FAN_IN);
  assert.ok(values.every((value) => Math.abs(value) <= Math.fround(limit)));
});

for (const [rows, columns] of [
  [30, 12],
  [12, 30],
  [16, 16],
] as const) {
  test(`orthogonal: ${rows} × ${columns} has orthonormal ${rows < columns ? 'rows' : 'columns'}`, () => {
    const values = initialValues(spec({ name: 'orthogonal' }, [rows, columns]), 3, 1);
    const count = Math.min(rows, columns);
    const vector = (index: number) =>
      rows < columns
        ? values.subarray(index * columns, (index + 1) * columns)
        : values.filter((_, at) => at % columns === index);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j <= i; j++) {
        const other = vector(j);
        const dot = vector(i).reduce((sum, value, at) => sum + value * (other[at] as number), 0);
        assert.ok(Math.abs(dot - Number(i === j)) < 1e-6);
      }
    }
  });
}

test('the gates of an orthogonal recurrent kernel are orthogonal each by itself', () => {
  const units = 8;
  const gates = { ...spec({ name: 'orthogonal' }, [units, 4 * units]), blocks: 4 };
  const values = initialValues(gates, 5, 1);
  for (let gate = 0; gate < 4; gate++) {
    for (let row = 0; row < units; row++) {
      const start = row * 4 * units + gate * units;
      const squares = values
        .subarray(start, start + units)
        .reduce((sum, value) => sum + value * value, 0);
      assert.ok(Math.abs(squares - 1) < 1e-6);
    }
  }
});

test('constants, and another seed or stream, another start', () => {
  assert.ok(initialValues(spec({ name: 'zeros' }), 1, 1).every((value) => value === 0));
  assert.ok(initialValues(spec({ name: 'ones' }), 1, 1).every((value) => value === 1));
  const constant = initialValues(spec({ name: 'constant', value: 0.5 }), 1, 1);
  assert.ok(constant.every((value) => value === 0.5));
  const start = (seed: number, stream: number) =>
    initialValues(spec({ name: 'he_normal' }, [4, 4]), seed, stream);
  assert.deepEqual(start(1, 1), start(1, 1));
  assert.notDeepEqual(start(1, 1), start(2, 1));
  assert.notDeepEqual(start(1, 1), start(1, 2));
});
