import { structuralRule } from '../structural.ts';

export const unusedDeclaration = structuralRule({
  id: 'unused-declaration',
  severity: 'hint',
  summary: 'A constant, model or data set is not used.',
  documentation: {
    what: 'Nothing refers to the declaration.',
    why: 'Often a leftover, or a misspelled use elsewhere.',
    source: 'The scopes of NNSpec.',
  },
  bad: [
    `let width = 64
model Net {
  input(4)
  dense(32, relu)
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
