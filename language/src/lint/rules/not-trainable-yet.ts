import { structuralRule } from '../structural.ts';

export const notTrainableYet = structuralRule({
  id: 'not-trainable-yet',
  severity: 'error',
  summary: 'The built-in engine cannot train this yet.',
  documentation: {
    what: 'The specification is valid, but the built-in engine does not have this part yet. Without the line, the rest can be trained.',
    why: 'It is said rather than left out silently.',
    source: 'The built-in engine.',
  },
  bad: [
    `data Moons { source moons() }
model Net {
  input(2)
  dense(16, relu)
  dropout(0.2)
  dense(2, softmax)
}
train Net on Moons { uncertainty mc_dropout(samples: 20) }
`,
  ],
  good: [
    `data Moons { source moons() }
model Net {
  input(2)
  dense(16, relu)
  dropout(0.2)
  dense(2, softmax)
}
train Net on Moons { epochs 20 }
`,
  ],
});
