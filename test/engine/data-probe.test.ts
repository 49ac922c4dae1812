import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DataPart, DataSet } from '#engine';
import { probeData } from '../../engine/src/data-probe.ts';
import { createRandom } from '../../engine/src/rng.ts';

const NONE = { offset: new Float64Array(0), divisor: new Float64Array(0) };

/** Samples of three inputs in steps of 1/levels, and one target. */
function part(
  count: number,
  levels: number,
  seed: number,
  target: (row: number) => number,
): DataPart {
  const random = createRandom(seed, 0);
  const inputs = Float32Array.from(
    { length: 3 * count },
    () => Math.floor(random.uniform() * levels) / levels,
  );
  return { count, inputs, targets: Float32Array.from({ length: count }, (_, row) => target(row)) };
}

function dataOf(train: DataPart, validation: DataPart, more: Partial<DataSet> = {}): DataSet {
  return {
    name: 'Data',
    inputShape: [3],
    targetShape: [],
    classes: ['a', 'b'],
    features: [],
    notes: [],
    train,
    validation,
    test: part(0, 1, 1, () => 0),
    inputScaling: NONE,
    targetScaling: NONE,
    ...more,
  };
}

/** So many samples of `length` unit vectors. */
function oneHotSymbols(count: number, length: number, kinds: number): Float32Array {
  const random = createRandom(5, 0);
  const inputs = new Float32Array(count * length * kinds);
  for (let at = 0; at < count * length; at++) {
    inputs[at * kinds + Math.floor(random.uniform() * kinds)] = 1;
  }
  return inputs;
}

const rare = (row: number) => (row % 10 === 0 ? 1 : 0);

describe('what the split samples show', () => {
  it('is the share of each class', () => {
    const { classShares, targetRange } = probeData(
      dataOf(part(200, 1000, 1, rare), part(0, 1, 2, rare)),
    );
    assert.deepEqual(classShares, [0.9, 0.1]);
    assert.equal(targetRange, null);
  });

  it('is the share of each unit vector, and none of labels that hold at once', () => {
    const oneHot = { ...part(2, 1000, 1, rare), targets: Float32Array.of(1, 0, 1, 0) };
    const more = { targetShape: [2] };
    assert.deepEqual(probeData(dataOf(oneHot, part(0, 1, 2, rare), more)).classShares, [1, 0]);
    const several = { ...oneHot, targets: Float32Array.of(1, 1, 1, 0) };
    assert.deepEqual(probeData(dataOf(several, part(0, 1, 2, rare), more)).classShares, []);
  });

  it('is the range of real targets', () => {
    const real = part(100, 1000, 1, (row) => row / 10 - 2);
    const { targetRange, classShares } = probeData(
      dataOf(real, part(0, 1, 2, rare), { classes: [] }),
    );
    assert.deepEqual(classShares, []);
    assert.deepEqual(
      targetRange?.map((value) => Number(value.toFixed(4))),
      [-2, 7.9],
    );
  });

  it('is how many validation samples are trained on, target included', () => {
    const train = part(200, 1000, 1, rare);
    const cut = (values: Float32Array, width: number) => values.slice(0, 50 * width);
    const copy = { count: 50, inputs: cut(train.inputs, 3), targets: cut(train.targets, 1) };
    assert.equal(probeData(dataOf(train, copy)).sharedShare, 1);
    const relabelled = { ...copy, targets: copy.targets.map((value) => 1 - value) };
    assert.equal(probeData(dataOf(train, relabelled)).sharedShare, 0);
    assert.equal(probeData(dataOf(train, part(50, 1000, 2, rare))).sharedShare, 0);
  });

  it('says nothing where samples repeat by chance, or nothing is held out', () => {
    const coarse = part(200, 4, 1, rare);
    assert.equal(probeData(dataOf(coarse, coarse)).sharedShare, null);
    // Ten symbols of three, one-hot: 3^10 sequences, though 2^30 settings of the numbers.
    const symbols = { ...part(600, 1000, 3, rare), inputs: oneHotSymbols(600, 10, 3) };
    const shape = { inputShape: [10, 3] };
    assert.equal(probeData(dataOf(symbols, symbols, shape)).sharedShare, null);
    assert.equal(probeData(dataOf(symbols, symbols, { inputShape: [30] })).sharedShare, 1);
    assert.equal(probeData(dataOf(coarse, part(0, 1, 2, rare))).sharedShare, null);
  });
});
