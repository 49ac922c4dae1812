import { structuralRule } from '../structural.ts';

export const missingFlatten = structuralRule({
  id: 'missing-flatten',
  severity: 'error',
  summary: 'A dense layer gets an image or a sequence.',
  documentation: {
    what: 'A dense layer needs a vector. `flatten` between the convolutions and the first dense layer makes one.',
    why: 'dense computes x·W over the last axis; over an image it would treat each pixel apart, with one output for each.',
    source: 'LeCun et al. 1998, Gradient-based learning applied to document recognition.',
  },
  bad: [
    `model Net {
  input(8, 8, 1)
  conv2d(8, 3, relu)
  dense(10, softmax)
}
`,
  ],
  good: [
    `model Net {
  input(8, 8, 1)
  conv2d(8, 3, relu)
  flatten
  dense(10, softmax)
}
`,
  ],
});
