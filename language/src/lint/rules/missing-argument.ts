import { structuralRule } from '../structural.ts';

export const missingArgument = structuralRule({
  id: 'missing-argument',
  severity: 'error',
  summary: 'Something that must be said is not said.',
  documentation: {
    what: 'A layer without its number of units, a data set without a source or target, a model without its input.',
    why: 'There is no sensible default for it.',
    source: 'The catalogue of NNSpec.',
  },
  bad: [
    `model Net {
  input(4)
  dense(activation: relu)
  dense(3, softmax)
}
`,
    `model Net {
  input(4)
  dense(8, relu)
  dropout
  dense(3, softmax)
}
`,
    `model Net {
  dense(8, relu)
  dense(3, softmax)
}
`,
  ],
  good: [
    `model Net {
  input(4)
  dense(8, relu)
  dense(3, softmax)
}
`,
  ],
});
