import { structuralRule } from '../structural.ts';

export const unknownName = structuralRule({
  id: 'unknown-name',
  severity: 'error',
  summary: 'A word means nothing where it stands.',
  documentation: {
    what: 'No layer, activation, optimizer, setting, constant, column, model or data set has this name. Where a known name is close, the fix writes it.',
    why: 'A misspelled name is found here rather than when training starts. Columns are looked up in the header of the data file.',
    source: 'The catalogue of NNSpec.',
  },
  bad: [
    `model Net {
  input(4)
  dens(8, relu)
  dense(3, softmax)
}
`,
    `model Net {
  input(4)
  dense(8, rleu)
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
