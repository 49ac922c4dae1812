import { structuralRule } from '../structural.ts';

export const unknownArgument = structuralRule({
  id: 'unknown-argument',
  severity: 'error',
  summary: 'A layer or setting has no such argument.',
  documentation: {
    what: 'The argument does not belong to what it is written for, or there are more of them than parameters.',
    why: 'An argument that nothing reads would silently do nothing.',
    source: 'The catalogue of NNSpec.',
  },
  bad: [
    `model Net {
  input(4)
  dense(8, relu, initt: he_normal)
  dense(3, softmax)
}
`,
    `model Net {
  input(4)
  dense(8, relu)
  flatten(2)
  dense(3, softmax)
}
`,
  ],
  good: [
    `model Net {
  input(4)
  dense(8, relu, init: he_normal)
  dense(3, softmax)
}
`,
  ],
});
