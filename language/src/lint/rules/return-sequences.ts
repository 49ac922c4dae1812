import { structuralRule } from '../structural.ts';

export const returnSequences = structuralRule({
  id: 'return-sequences',
  severity: 'error',
  summary: 'A recurrent layer gets one vector instead of a sequence.',
  documentation: {
    what: 'Of stacked recurrent layers, all but the last must give every time step: `return_sequences: true`. The last one before a single target must not.',
    why: 'Without it a recurrent layer gives its last state h[T] alone, and there is nothing left to step through.',
    source: 'Graves et al. 2013, Speech recognition with deep recurrent neural networks.',
  },
  bad: [
    `model Net {
  input(50, 2)
  lstm(16)
  lstm(16)
  dense(1)
}
`,
  ],
  good: [
    `model Net {
  input(50, 2)
  lstm(16, return_sequences: true)
  lstm(16)
  dense(1)
}
`,
  ],
});
