import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineEvent, EpochRecord, Histogram } from '#engine';
import { CURVE_BOUNDS } from '../../../webview/src/bounded-series.ts';
import { hasHistograms } from '../../../webview/src/histograms.ts';
import { outlined } from '../../../webview/src/worker/outline.ts';

/** Epochs from `first` on, each with a histogram, and an event of steps after each. */
function eventsOf(first: number, count: number): EngineEvent[] {
  return Array.from({ length: count }, (_, at): EngineEvent[] => [
    { type: 'epoch', record: epochOf(first + at) },
    { type: 'steps', points: [] },
  ]).flat();
}

function epochOf(epoch: number): EpochRecord {
  const histogram: Histogram = { low: 0, high: 1, counts: [1, 2] };
  const activation = { mean: 0, std: 1, deadShare: 0, saturatedShare: 0, values: histogram };
  return {
    epoch,
    step: epoch,
    phase: '',
    seconds: epoch,
    probeSeconds: 0,
    learningRate: 1e-3,
    train: { loss: 1 / epoch },
    validation: null,
    gradientNorm: 1,
    clippedNorm: 1,
    clippedShare: 0,
    penalty: 0,
    layers: [{ id: 'dense_1', weights: null, activation }],
  };
}

function epochsIn(events: readonly EngineEvent[]): EpochRecord[] {
  return events.flatMap((event) => (event.type === 'epoch' ? [event.record] : []));
}

test('the beginning of a training is told whole, however short its epochs are', () => {
  const events = eventsOf(1, CURVE_BOUNDS.head);
  assert.deepEqual(outlined(events), events);
});

test('of many late epochs few are told, the first and the last among them, in their order', () => {
  const first = CURVE_BOUNDS.head + 1;
  const told = outlined(eventsOf(first, 1000));
  const epochs = epochsIn(told);
  assert.ok(epochs.length <= 100, `${epochs.length} epochs are told`);
  assert.equal(epochs[0]?.epoch, first);
  assert.equal(epochs.at(-1)?.epoch, first + 999);
  assert.deepEqual(
    epochs.map(({ epoch }) => epoch),
    epochs.map(({ epoch }) => epoch).toSorted((a, b) => a - b),
  );
  assert.ok(epochs.filter(hasHistograms).length <= 4);
  assert.ok(hasHistograms(epochs[epochs.length - 1] as EpochRecord));
  assert.equal(told.filter(({ type }) => type === 'steps').length, 1000);
});

test('epochs that are long enough are told as they are', () => {
  const events = eventsOf(5000, 3);
  assert.deepEqual(outlined(events), events);
});
