import { countParameter } from './shared-parameters.ts';
import type { Entry } from './types.ts';

/** The blocks of layers. */
export const BLOCKS: readonly Entry[] = [
  {
    kind: 'block',
    name: 'repeat',
    summary: 'The same layers several times.',
    documentation: '`repeat 3 { dense(32, relu) }` is three layers, each with weights of its own.',
    parameters: [countParameter('count', 'How often.')],
    snippet: 'repeat ${1:2} {\n  $0\n}',
  },
  {
    kind: 'block',
    name: 'residual',
    summary: 'Adds its input to its output.',
    documentation:
      'The output of the layers inside must have the shape of their input. Gradients pass unhindered along the sum.',
    formula: 'y = x + f(x)',
    source: 'He et al. 2016, Deep residual learning for image recognition',
    parameters: [],
    snippet: 'residual {\n  $0\n}',
  },
  {
    kind: 'block',
    name: 'parallel',
    summary: 'Several branches on the same input.',
    documentation: 'Their outputs are concatenated along the last axis.',
    formula: 'y = [f₁(x), f₂(x), …]',
    source: 'Szegedy et al. 2015, Going deeper with convolutions',
    parameters: [],
    snippet: 'parallel {\n  branch { $1 }\n  branch { $2 }\n}',
  },
];

/** Ways to tell how sure a prediction is. */
export const UNCERTAINTIES: readonly Entry[] = [
  {
    kind: 'uncertainty',
    name: 'mc_dropout',
    summary: 'Monte Carlo dropout.',
    documentation: 'Many predictions with dropout on: their mean, and their spread as uncertainty.',
    formula: 'ŷ = mean of f(x, mᵢ),  uncertainty = spread of f(x, mᵢ)',
    source: 'Gal & Ghahramani 2016, Dropout as a Bayesian approximation',
    parameters: [countParameter('samples', 'Number of stochastic predictions.', 50)],
    snippet: 'mc_dropout(samples: ${1:50})',
  },
];
