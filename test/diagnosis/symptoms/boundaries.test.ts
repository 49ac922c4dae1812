/** Every symptom is found just beyond each of its numbers, and not just before it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnose, type RuntimeFinding, SYMPTOMS } from '#diagnosis';
import { type MadeUpRun, madeUpRun } from '../made-up-run.ts';
import { BOUNDARIES } from './boundaries.ts';

/** So far from the number, as a share of it. */
const STEP = 0.02;

const flat = (findings: readonly RuntimeFinding[]): RuntimeFinding[] =>
  findings.flatMap((finding) => [finding, ...finding.explains]);
const told = (made: MadeUpRun) => flat(diagnose(madeUpRun(made))).map(({ symptom }) => symptom);

describe('the boundaries of each symptom', () => {
  it('are known for all symptoms', () => {
    assert.deepEqual(Object.keys(BOUNDARIES).sort(), [...SYMPTOMS].sort());
    for (const [symptom, boundaries] of Object.entries(BOUNDARIES)) {
      assert.ok(boundaries.length > 0, symptom);
    }
  });

  for (const symptom of SYMPTOMS) {
    for (const { of, threshold, found, run } of BOUNDARIES[symptom]) {
      it(`${symptom}: ${of} ${found} ${Number(threshold.toPrecision(3))}`, () => {
        const beyond = found === 'above' ? 1 + STEP : 1 - STEP;
        const short = found === 'above' ? 1 - STEP : 1 + STEP;
        assert.ok(told(run(threshold * beyond)).includes(symptom), 'beyond it');
        assert.ok(!told(run(threshold * short)).includes(symptom), 'short of it');
      });
    }
  }
});
