import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runTrials, type TrainTrial, type TrialProgress } from '#diagnosis';
import type { Plan } from '#plan';
import { madeUpRun } from '../made-up-run.ts';

const SEEDS = [1, 2, 3];

/** The batch size stands for what a candidate changed: the executor looks the outcome up by it. */
function planWith(batchSize: number): Plan {
  const { plan } = madeUpRun({});
  return { ...plan, train: { ...plan.train, batchSize } };
}

const CURRENT = planWith(0);
const CANDIDATES = [1, 2, 3, 4].map((k) => ({ id: `candidate ${k}`, plan: planWith(k) }));

/** Trains nothing: validation accuracy (or break-down) by candidate and seed. */
function executor(
  accuracies: readonly (readonly (number | null)[])[],
  log: string[] = [],
): TrainTrial {
  return async (plan) => {
    const { batchSize, seed } = plan.train;
    log.push(`${batchSize}@${seed}`);
    const accuracy = accuracies[batchSize]?.[SEEDS.indexOf(seed)] ?? null;
    const validation = accuracy === null ? null : { accuracy, loss: 1 };
    return { train: validation, validation };
  };
}

describe('runTrials', () => {
  it('ranks by the median gain on the same seeds and calls only winners better', async () => {
    const report = await runTrials(
      CURRENT,
      CANDIDATES.slice(0, 2),
      executor([
        [0.5, 0.6, 0.5],
        [0.7, 0.7, 0.9],
        [0.5, 0.59, 0.5],
      ]),
      { seeds: SEEDS },
    );
    assert.equal(report.metric, 'accuracy');
    assert.deepEqual(report.baseline, [0.5, 0.6, 0.5]);
    assert.deepEqual(
      report.results.map(({ id, verdict }) => [id, verdict]),
      [
        ['candidate 1', 'better'],
        ['candidate 2', 'no better'],
      ],
    );
    const [best] = report.results;
    assert.ok(Math.abs((best?.gain ?? 0) - 0.2) < 1e-12);
    assert.ok(Math.abs((best?.spread ?? 0) - 0.075) < 1e-12, `spread ${best?.spread}`);
    assert.equal(report.trainings, 9);
  });

  it('drops the worse half after each round and never calls them better', async () => {
    const log: string[] = [];
    const report = await runTrials(
      CURRENT,
      CANDIDATES,
      executor([[0.5, 0.5, 0.5], [0.9, 0.9, 0.9], [0.8, 0.8, 0.8], [0.7], [0.6]], log),
      { seeds: SEEDS },
    );
    assert.equal(log.length, 5 + 3 + 3);
    assert.deepEqual(
      report.results.map(({ verdict }) => verdict),
      ['better', 'better', 'dropped', 'dropped'],
    );
  });

  it('does not call a tie or a single lucky seed better', async () => {
    const report = await runTrials(
      CURRENT,
      CANDIDATES.slice(0, 2),
      executor([
        [0.5, 0.5, 0.5],
        [0.5, 0.5, 0.5],
        [0.9, 0.4, 0.5],
      ]),
      { seeds: SEEDS },
    );
    assert.deepEqual(
      report.results.map(({ verdict }) => verdict),
      ['no better', 'no better'],
    );
  });

  it('counts a training that broke down as lost, and one that no longer does as won', async () => {
    const broken = await runTrials(
      CURRENT,
      CANDIDATES.slice(0, 2),
      executor([[], [0.4, 0.4, 0.4], []]),
      { seeds: SEEDS },
    );
    assert.deepEqual(
      broken.results.map(({ id, verdict, gain }) => [id, verdict, gain]),
      [
        ['candidate 1', 'better', 1],
        ['candidate 2', 'no better', 0],
      ],
    );
    assert.deepEqual(broken.baseline, [null, null, null]);
  });

  it('lets the loss decide where the metric is level', async () => {
    const train: TrainTrial = async ({ train: { batchSize } }) => {
      const metrics = { accuracy: 1, loss: [0.1, 0.05, 0.097][batchSize] ?? 1 };
      return { train: metrics, validation: metrics };
    };
    const report = await runTrials(CURRENT, CANDIDATES.slice(0, 2), train, { seeds: SEEDS });
    assert.deepEqual(
      report.results.map(({ id, verdict }) => [id, verdict]),
      [
        ['candidate 1', 'better'],
        ['candidate 2', 'no better'],
      ],
    );
  });

  it('gives the standing so far when it is cancelled', async () => {
    const controller = new AbortController();
    const train: TrainTrial = async ({ train: { seed } }) => {
      if (seed === 2) controller.abort();
      return { train: { accuracy: 0.5, loss: 1 }, validation: { accuracy: 0.5, loss: 1 } };
    };
    const { signal } = controller;
    const report = await runTrials(CURRENT, CANDIDATES, train, { seeds: SEEDS, signal });
    assert.deepEqual(report.baseline, [0.5]);
    assert.ok(report.results.every(({ verdict }) => verdict === 'dropped'));
  });

  it('keeps to the concurrency it is given and reports progress up to 1', async () => {
    let running = 0;
    let most = 0;
    const shares: number[] = [];
    const train: TrainTrial = async (_plan, report) => {
      running++;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      report(0.5);
      running--;
      return { train: { accuracy: 0.5, loss: 1 }, validation: null };
    };
    const onProgress = ({ share }: TrialProgress) => shares.push(share);
    const options = { seeds: [1], concurrency: 2, onProgress };
    await runTrials(CURRENT, CANDIDATES, train, options);
    assert.equal(most, 2);
    assert.equal(shares.at(-1), 1);
    assert.ok(shares.every((share) => share >= 0 && share <= 1));
  });

  it('passes on what the executor throws', async () => {
    const train: TrainTrial = async () => {
      throw new Error('out of memory');
    };
    await assert.rejects(runTrials(CURRENT, CANDIDATES, train, { seeds: SEEDS }), /out of memory/);
  });
});
