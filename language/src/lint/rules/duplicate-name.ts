import { structuralRule } from '../structural.ts';

export const duplicateName = structuralRule({
  id: 'duplicate-name',
  severity: 'error',
  summary: 'A name or a setting is given twice.',
  documentation: {
    what: 'Two constants, models, data sets or layers of a model have the same name, or a setting or argument is written twice.',
    why: 'Names tell things apart: weights are stored, layers are frozen and findings are reported by name.',
    source: 'The scopes of NNSpec.',
  },
  bad: [
    `model Net {
  input(4)
  dense(8, relu) as hidden
  dense(8, relu) as hidden
  dense(3, softmax)
}
`,
  ],
  good: [
    `model Net {
  input(4)
  dense(8, relu) as hidden_1
  dense(8, relu) as hidden_2
  dense(3, softmax)
}
`,
  ],
});
