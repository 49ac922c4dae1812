import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernelsOf } from '../plans.ts';
import {
  type GoldenCase,
  type GoldenFile,
  goldenFiles,
  startTrainer,
} from '../verification/golden.ts';
import { batchLoss } from './loss.ts';
import { type Tensor, tensor } from './tensor.ts';

const kernels = await kernelsOf();

/** Dropout's masks are the engine's own: what they lead to is compared with PyTorch alone. */
const DRAWING = 'drawing';

/** The cases differ in their networks and losses, those of the optimizers only in the optimizer. */
const cases = goldenFiles().flatMap((file) => {
  if (file.group === DRAWING) return [];
  const chosen = file.group.startsWith('optimizers') ? file.cases.slice(0, 1) : file.cases;
  return chosen.map((golden) => ({ file, golden }));
});

for (const { file, golden } of cases) {
  const name = `${file.group}, ${golden.name}`;
  const { batch, targets, weights } = firstBatch(file, golden);

  test(`${name}: the float64 reference agrees with PyTorch on the first loss`, () => {
    const loss = batchLoss(golden.plan, batch, targets, weights);
    const expected = golden.losses[0] as number;
    assert.ok(
      Math.abs(loss - expected) <= 1e-6 * Math.abs(expected),
      `${loss}, PyTorch ${expected}`,
    );
  });

  test(`${name}: the engine's gradients are the reference's finite differences`, () => {
    const trainer = startTrainer(file, golden, kernels);
    const { gradients } = trainer.gradients(
      Float32Array.from(batch.values),
      Float32Array.from(targets),
    );
    assert.ok(gradients.length > 0);
    for (const { name: array, values } of gradients) {
      const weight = weights.get(array) as Tensor;
      const differences = Array.from(weight.values.keys(), (index) =>
        centralDifference(weight, index, () => batchLoss(golden.plan, batch, targets, weights)),
      );
      const size = Math.max(...differences.map(Math.abs), 1e-3);
      differences.forEach((expected, index) => {
        const error = Math.abs((values[index] as number) - expected) / size;
        assert.ok(error < 2e-5, `${array}[${index}]: ${values[index]}, should be ${expected}`);
      });
    }
  });
}

function firstBatch({ data }: GoldenFile, { plan, start, data: index }: GoldenCase) {
  const content = data[index];
  if (!content) throw new Error('the golden file lacks its data');
  const { batchSize } = plan.train;
  const size = (numbers: readonly number[]) =>
    numbers.reduce((product, n) => product * n, batchSize);
  const { inputShape } = plan.model;
  return {
    batch: tensor([batchSize, ...inputShape], content.inputs.slice(0, size(inputShape))),
    targets: content.targets.slice(0, size(content.targetShape)),
    weights: new Map(
      Object.entries(start).map(([name, values]) => [name, tensor([values.length], values)]),
    ),
  };
}

function centralDifference(weight: Tensor, index: number, loss: () => number): number {
  const value = weight.values[index] as number;
  const step = 1e-5;
  weight.values[index] = value + step;
  const above = loss();
  weight.values[index] = value - step;
  const below = loss();
  weight.values[index] = value;
  return (above - below) / (2 * step);
}
