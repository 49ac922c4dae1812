import { structuralRule } from '../structural.ts';

export const residualShape = structuralRule({
  id: 'residual-shape',
  severity: 'error',
  summary: 'The layers of a residual block change the shape.',
  documentation: {
    what: 'The input of a residual block is added to its output, so both need the same shape.',
    why: 'y = x + f(x) adds element by element.',
    source: 'He et al. 2016, Deep residual learning for image recognition.',
  },
  bad: [
    `model Net {
  input(16)
  residual { dense(32, relu)  dense(8, linear) }
  dense(3, softmax)
}
`,
  ],
  good: [
    `model Net {
  input(16)
  residual { dense(32, relu)  dense(16, linear) }
  dense(3, softmax)
}
`,
  ],
});
