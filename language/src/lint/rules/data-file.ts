import { structuralRule } from '../structural.ts';

export const dataFile = structuralRule({
  id: 'data-file',
  severity: 'error',
  summary: 'The data file cannot be read.',
  documentation: {
    what: 'The file does not exist, or its content is not what its name promises. The message says what was found and where.',
    why: 'Training reads the file; it is better to know now.',
    source: 'The readers of NNSpec.',
  },
  bad: [
    `data Digits {
  source "missing.csv"
  target label
}
`,
  ],
  good: [
    `data Moons { source moons() }
`,
  ],
});
