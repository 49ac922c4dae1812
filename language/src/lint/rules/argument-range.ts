import { structuralRule } from '../structural.ts';

export const argumentRange = structuralRule({
  id: 'argument-range',
  severity: 'error',
  summary: 'A number is outside of what makes sense at all.',
  documentation: {
    what: 'The number is outside the range in which the layer or setting is defined: no units, a dropout rate of 1, a split that does not add up.',
    why: 'Outside the range the formula has no meaning: dropout divides by 1 − rate, a layer has at least one unit.',
    source: 'The catalogue of NNSpec.',
  },
  bad: [
    `model Net {
  input(4)
  dense(0, relu)
  dense(3, softmax)
}
`,
    `data Moons {
  source moons()
  split train 80%, validation 30%
}
`,
  ],
  good: [
    `data Moons {
  source moons()
  split train 70%, validation 30%
}
`,
  ],
});
