import { structuralRule } from '../structural.ts';

export const syntaxError = structuralRule({
  id: 'syntax-error',
  severity: 'error',
  summary: 'The text does not follow the grammar of the language.',
  documentation: {
    what: 'A statement, a name, a value or a bracket is missing or out of place. The message says what was expected and what was found. The statement is left out of all other checks; everything else is checked as usual.',
    why: 'What cannot be read cannot be trained. Statements stand one a line: a word, then its values; arguments stand in parentheses, blocks in braces.',
    source: 'The grammar of NNSpec.',
  },
  bad: [
    `model Net {
  input(4)
  dense(8, relu
  dense(3, softmax)
}
`,
    `data Xor { source = xor() }
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
