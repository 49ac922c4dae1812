import { structuralRule } from '../structural.ts';

export const sweptConstant = structuralRule({
  id: 'swept-constant',
  severity: 'information',
  summary: 'A constant stands for a range of values.',
  documentation: {
    what: 'The constant is given a range: choice, uniform, log_uniform or int_uniform.',
    why: 'Checks, training and export take one value of it: the first choice, or the middle of the range. The others are tried by a sweep alone.',
    source: 'Bergstra & Bengio 2012, Random search for hyper-parameter optimization',
  },
  bad: [
    `let width = choice(32, 64, 128)
model Net {
  input(4)
  dense(width, relu)
  dense(3, softmax)
}
`,
  ],
  good: [
    `let width = 64
model Net {
  input(4)
  dense(width, relu)
  dense(3, softmax)
}
`,
  ],
});
