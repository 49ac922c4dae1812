import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatDuration,
  formatMetric,
  formatNumber,
  formatPower,
  formatTick,
} from '../../../webview/src/page/format.ts';

test('numbers have four digits, and powers of ten where they are very small or large', () => {
  const numbers = [0, 1, 0.25, 2.34567, 1234.5, 0.00012, 1234567, Number.NaN, Infinity, -Infinity];
  assert.deepEqual(numbers.map(formatNumber), [
    '0',
    '1',
    '0.25',
    '2.346',
    '1235',
    '1.2e-4',
    '1.2e6',
    'NaN',
    '∞',
    '−∞',
  ]);
});

test('powers leave out what says nothing', () => {
  assert.deepEqual([0, 1e-3, 3.24e-5, 20].map(formatPower), ['0', '1e-3', '3.2e-5', '2e1']);
});

test('shares of the samples are per cent, losses and errors are numbers', () => {
  assert.equal(formatMetric('accuracy', 0.9731), '97.3 %');
  assert.equal(formatMetric('top_3', 1), '100 %');
  assert.equal(formatMetric('loss', 0.9731), '0.9731');
  assert.equal(formatMetric('rmse', 51.2), '51.2');
});

test('ticks of an axis have the digits in which they differ, all of them the same', () => {
  const axis = (values: readonly number[]) =>
    values.map((value) =>
      formatTick(value, Math.abs((values[1] ?? 0) - (values[0] ?? 0)), Math.max(...values)),
    );
  assert.deepEqual(axis([2, 2.2, 2.4]), ['2.0', '2.2', '2.4']);
  assert.deepEqual(axis([10, 20, 30]), ['10', '20', '30']);
  assert.deepEqual(axis([1e-5, 1.2e-5]), ['1.0e-5', '1.2e-5']);
  assert.deepEqual(axis([5e22, 6e22]), ['5e22', '6e22']);
});

test('durations are read, not counted', () => {
  assert.deepEqual([0.84, 41.6, 200, 3900].map(formatDuration), [
    '0.8 s',
    '42 s',
    '3 min 20 s',
    '1 h 5 min',
  ]);
});
