/** Mutants of healthy networks, with the accuracy that was measured before and after. */
import type { CorpusCase } from '../corpus-case.ts';

export const MUTANTS: readonly CorpusCase[] = [
  {
    id: 'CI-hs',
    categories: ['activation', 'initialization'],
    lines: ['hard_sigmoid'],
    symptoms: ['saturation', 'vanishing-gradient'],
    rules: [],
    healthy: 'CI-hs',
  },
  {
    id: 'CI-ones',
    categories: ['initialization'],
    lines: ['ones'],
    symptoms: ['bad-initialization'],
    rules: ['constant-init'],
    healthy: 'CI-ones',
  },
  {
    id: 'RE-l1',
    categories: ['regularization'],
    lines: ['l1: 0.1'],
    symptoms: ['over-regularization'],
    rules: ['over-regularized'],
    healthy: 'RE-l1',
  },
  {
    id: 'RE-lr',
    categories: ['learning-rate'],
    lines: ['optimizer'],
    symptoms: ['learning-rate-too-high'],
    rules: ['learning-rate'],
    healthy: 'RE-lr',
  },
  {
    id: 'RE-sgd',
    categories: ['learning-rate', 'optimizer', 'epochs'],
    lines: ['optimizer', 'epochs'],
    symptoms: ['slow-convergence', 'too-few-epochs'],
    rules: [],
    healthy: 'RE-sgd',
  },
  {
    id: 'RE-ones',
    categories: ['initialization'],
    lines: ['ones'],
    symptoms: ['bad-initialization'],
    rules: ['constant-init'],
    healthy: 'RE-ones',
  },
  {
    id: 'RE-lin',
    categories: ['head-and-loss'],
    lines: ['dense(10)'],
    symptoms: [],
    rules: ['loss-head-mismatch'],
    healthy: 'RE-ones',
  },
];
