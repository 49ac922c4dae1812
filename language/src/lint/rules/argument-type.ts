import { structuralRule } from '../structural.ts';

export const argumentType = structuralRule({
  id: 'argument-type',
  severity: 'error',
  summary: 'An argument has the wrong kind of value.',
  documentation: {
    what: 'A number stands where a word is wanted, a word where a number is wanted, a fraction where a whole number is wanted.',
    why: 'Each parameter of the catalogue has a type.',
    source: 'The catalogue of NNSpec.',
  },
  bad: [
    `model Net {
  input(4)
  dense(8.5, relu)
  dense(3, softmax)
}
`,
    `model Net {
  input(4)
  dense(8, 0.5)
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
