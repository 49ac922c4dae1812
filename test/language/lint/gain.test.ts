/** The gradients that are predicted before training, where a closed form is known; on networks at large: `npm run gradients`. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze, EMPTY_ENVIRONMENT } from '#language';
import {
  kernelGradientRatio,
  plainChains,
  throughTimeRatio,
} from '../../../language/src/lint/gain.ts';
import { networksOf } from '../../../language/src/lint/network.ts';

function predicted(layer: string, depth: number): number | undefined {
  const layers = Array.from({ length: depth }, () => `  ${layer}\n`).join('');
  const text = `model Net {\n  input(2)\n${layers}  dense(4, softmax, init: glorot_uniform)\n}\n`;
  const [network] = networksOf(analyze(text, EMPTY_ENVIRONMENT).resolved);
  const [chain] = plainChains(network?.hidden ?? []);
  const head = network?.units.find(({ isHead }) => isHead);
  assert.ok(chain && head);
  return kernelGradientRatio(chain, head);
}

describe('the predicted ratio of first to last gradient', () => {
  it('is the head’s gain where linear layers keep all variances: √(4 · 2 / (32 + 4))', () => {
    for (const depth of [2, 5, 12]) {
      const ratio = predicted('dense(32, linear, init: lecun_normal)', depth) ?? Number.NaN;
      assert.ok(Math.abs(ratio - Math.sqrt(8 / 36)) < 0.01, `${depth}: ${ratio}`);
    }
  });

  it('depends on the scale of the first of linear layers alone: what the way back loses, the way forward has lost too', () => {
    const at = (std: number) =>
      predicted(`dense(32, linear, init: random_normal(std: ${std}))`, 6) ?? Number.NaN;
    // √(4 · Var(head) / (2 · std²)), in steps of an eighth of an octave of variance a layer.
    for (const std of [0.01, 0.1, 1]) {
      assert.ok(Math.abs((at(std) * std) / Math.sqrt(8 / 36 / 2) - 1) < 0.1, `${std}: ${at(std)}`);
    }
  });

  it('falls by a factor with each sigmoid layer', () => {
    const ratios = [4, 6, 8, 10].map((n) =>
      predicted('dense(32, sigmoid, init: glorot_uniform)', n),
    );
    for (const [i, ratio] of ratios.entries()) {
      const before = ratios[i - 1];
      if (before !== undefined) assert.ok((ratio ?? 1) < before / 8, ratios.join());
    }
  });

  it('is unknown for activations that are not covered, and for kernels without spread', () => {
    assert.equal(predicted('dense(8, exponential, init: he_normal)', 3), undefined);
    assert.equal(predicted('dense(8, relu, init: ones)', 3), undefined);
  });
});

describe('the predicted growth through time', () => {
  function grown(layer: string, steps = 10): number | undefined {
    const text = `model Net {\n  input(${steps}, 1)\n  ${layer}\n  dense(1)\n}\n`;
    const [network] = networksOf(analyze(text, EMPTY_ENVIRONMENT).resolved);
    const [unit] = network?.hidden ?? [];
    assert.ok(unit);
    return throughTimeRatio(unit);
  }

  it('is 1 where each step keeps the gradient, and the mean of gᵗ where it multiplies it by g', () => {
    const std = (gain: number) => `recurrent_init: random_normal(std: ${gain / Math.sqrt(32)})`;
    assert.equal(grown('simple_rnn(32, linear)'), 1);
    const powers = Array.from({ length: 10 }, (_, step) => 2 ** step);
    const mean = powers.reduce((sum, power) => sum + power, 0) / 10;
    assert.ok(Math.abs((grown(`simple_rnn(32, linear, ${std(2)})`) ?? 0) / mean - 1) < 0.01);
    assert.ok((grown(`simple_rnn(32, linear, ${std(0.5)})`) ?? 1) < 0.25);
  });

  it('is held back by an activation that saturates, and unknown for layers with gates', () => {
    const large = 'recurrent_init: random_normal(std: 0.5)';
    const [linear = 0, tanh = 0] = ['linear', 'tanh'].map((name) =>
      grown(`simple_rnn(32, ${name}, ${large})`),
    );
    assert.ok(tanh > 1 && tanh < linear / 10, `${tanh} beside ${linear}`);
    assert.equal(grown('lstm(32)'), undefined);
  });
});
