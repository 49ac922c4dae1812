import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { diagnose, type RuntimeFinding } from '#diagnosis';
import { type MadeUpProbe, type MadeUpRun, madeUpRun } from './made-up-run.ts';

/** Magnitudes of all sizes, and what a breaking training gives. */
const finite = fc.oneof(
  fc.double({ min: -12, max: 12, noNaN: true }).map((exponent) => 10 ** exponent),
  fc.constantFrom(0, 1),
);
const number = fc.oneof(finite, fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY));
const share = fc.double({ min: 0, max: 1, noNaN: true });
const probe: fc.Arbitrary<MadeUpProbe> = fc.record({
  gradient: number,
  weight: number,
  update: number,
  std: number,
  dead: share,
  saturated: share,
});
const activation = fc.constantFrom('relu', 'sigmoid', 'tanh', 'linear', 'softmax', 'exponential');
const init = fc.constantFrom(
  { name: 'he_normal' } as const,
  { name: 'ones' } as const,
  { name: 'random_normal', std: 3 } as const,
  { name: 'random_uniform', limit: 1e-3 } as const,
);
const layer = fc.record({ activation, init, l2: fc.constantFrom(0, 1e-4, 1) });

const runs: fc.Arbitrary<MadeUpRun> = fc.record({
  layers: fc.array(layer, { minLength: 1, maxLength: 5 }),
  classes: fc.constantFrom(0, 2, 3),
  initialLoss: number,
  expectedLoss: finite,
  loss: fc.array(number, { maxLength: 40 }),
  accuracy: fc.array(share, { maxLength: 40 }),
  validationLoss: fc.array(number, { maxLength: 40 }),
  validationAccuracy: fc.array(share, { maxLength: 40 }),
  probes: fc.array(probe, { maxLength: 5 }),
  initial: fc.array(probe, { maxLength: 5 }),
  gradientNorms: fc.array(number, { maxLength: 60 }),
  inputs: fc.record({
    lowestStd: finite,
    highestStd: finite,
    highestOffset: finite,
    lowestMiddle: finite,
  }),
  epochs: fc.constantFrom(1, 40),
  ended: fc.boolean(),
  diverged: fc.boolean(),
});

const flat = (findings: readonly RuntimeFinding[]): RuntimeFinding[] =>
  findings.flatMap((finding) => [finding, ...flat(finding.explains)]);

describe('any run', () => {
  it('is diagnosed without an exception; every finding has a place and evidence that holds', () => {
    fc.assert(
      fc.property(runs, (made) => {
        const run = madeUpRun(made);
        const findings = flat(diagnose(run));
        const ids = findings.map(({ symptom }) => symptom);
        assert.equal(new Set(ids).size, ids.length, ids.join());
        for (const { symptom, message, origin, layers, setting, evidence } of findings) {
          assert.ok(origin.line >= 0 && /[.?]$/.test(message), message);
          assert.ok(layers.length > 0 !== (setting !== null), symptom);
          for (const { measured, comparison, threshold } of evidence) {
            const holds = comparison === 'above' ? measured >= threshold : measured <= threshold;
            assert.ok(holds, `${symptom}: ${measured} is not ${comparison} ${threshold}`);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is diagnosed where epochs have no record, or were not looked into', () => {
    fc.assert(
      fc.property(
        runs,
        fc.infiniteStream(fc.constantFrom('whole', 'bare', 'none')),
        (made, kinds) => {
          const run = madeUpRun(made);
          const epochs = run.epochs.flatMap((record) => {
            const { value: kind } = kinds.next();
            if (kind === 'none') return [];
            return kind === 'bare' ? [{ ...record, layers: [] }] : [record];
          });
          for (const { sinceEpoch, evidence } of flat(diagnose({ ...run, epochs }))) {
            assert.ok(sinceEpoch >= 0);
            for (const { measured, comparison, threshold } of evidence) {
              assert.ok(comparison === 'above' ? measured >= threshold : measured <= threshold);
            }
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('tells the same of every second epoch, in the epochs’ own numbers', () => {
    const loss = Array.from({ length: 40 }, (_, i) => 0.6 * 0.9 ** i);
    const validationLoss = Array.from({ length: 40 }, (_, i) =>
      i < 10 ? 0.6 - 0.02 * i : 0.42 + 0.01 * i,
    );
    const run = madeUpRun({ loss, validationLoss, accuracy: Array.from(loss, () => 0.99) });
    const thin = { ...run, epochs: run.epochs.filter(({ epoch }) => epoch % 2 === 0) };
    const [whole] = diagnose(run);
    const [half] = diagnose(thin);
    assert.equal(whole?.symptom, 'overfitting');
    assert.deepEqual([half?.symptom, half?.sinceEpoch], [whole?.symptom, whole?.sinceEpoch]);
  });

  it('is diagnosed however many epochs it has', () => {
    const [made] = fc.sample(runs, { numRuns: 1, seed: 1 });
    assert.ok(made);
    const run = madeUpRun({ ...made, epochs: 40, diverged: false });
    const [first] = run.epochs;
    assert.ok(first);
    // More than a function takes arguments.
    const epochs = Array.from({ length: 300_000 }, (_, at) => ({ ...first, epoch: at + 1 }));
    assert.ok(Array.isArray(diagnose({ ...run, epochs })));
  });
});
