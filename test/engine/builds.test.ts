/**
 * Hosts without relaxed SIMD take another build of the kernels, which rounds a multiply-add twice.
 * Either has to give the same training for all that can be seen: every layer, activation, loss and
 * regulariser of the golden files, ten steps long.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Kernels } from '#engine';
import { kernelsOf } from './plans.ts';
import {
  type GoldenCase,
  type GoldenFile,
  goldenFiles,
  relativeError,
  startTrainer,
} from './verification/golden.ts';

const builds = { simd: await kernelsOf('simd'), relaxed: await kernelsOf('relaxed') };

const STEPS = 10;
/** Largest difference of an array, relative to its largest number. */
const TOLERANCE = 1e-5;

for (const file of goldenFiles()) {
  for (const golden of file.cases) {
    test(`${file.group}, ${golden.name}: both builds agree`, () => {
      const simd = train(file, golden, builds.simd);
      const relaxed = train(file, golden, builds.relaxed);
      assert.ok(simd.length > 0);
      for (const [index, { name, values }] of simd.entries()) {
        const error = relativeError(relaxed[index]?.values ?? [], [...values]);
        assert.ok(error <= TOLERANCE, `${name} is off by ${error}`);
      }
    });
  }
}

function train(file: GoldenFile, golden: GoldenCase, kernels: Kernels) {
  const trainer = startTrainer(file, golden, kernels);
  trainer.advance(Number.POSITIVE_INFINITY, STEPS);
  return trainer.weights();
}
