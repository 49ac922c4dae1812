import { structuralRule } from '../structural.ts';

export const inputShapeData = structuralRule({
  id: 'input-shape-data',
  severity: 'error',
  summary: 'The input of the model does not fit the data.',
  documentation: {
    what: 'The number of values in a sample of the data (columns without the target, pixels) is not that of the model’s `input`.',
    why: 'Each value of a sample needs its place in the input.',
    source: 'The shape rules of the catalogue.',
  },
  bad: [
    `data Moons { source moons() }
model Net {
  input(3)
  dense(8, relu)
  dense(2, softmax)
}
train Net on Moons { loss cross_entropy }
`,
  ],
  good: [
    `data Moons { source moons() }
model Net {
  input(2)
  dense(8, relu)
  dense(2, softmax)
}
train Net on Moons { loss cross_entropy }
`,
  ],
});
