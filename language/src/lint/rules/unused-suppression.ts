import type { Rule } from '../rule.ts';

/** Told once all other rules have spoken: see `lint/suppressions.ts`. */
export const unusedSuppression: Rule = {
  id: 'unused-suppression',
  severity: 'hint',
  category: 'structure',
  summary: 'A comment suppresses nothing.',
  documentation: {
    what: 'A comment `// nnspec-disable-next-line …` names a rule that has no finding in the next line (hint), or one that does not exist (warning).',
    why: 'A suppression that is left behind hides the next real finding.',
    source: 'The rules of NNSpec.',
  },
  bad: [
    `model Net {
  input(4)
  // nnspec-disable-next-line relu-without-he
  dense(32, relu, init: he_normal)
  // nnspec-disable-next-line relu-without-hee
  dense(32, relu, init: he_normal)
  dense(3, softmax)
}
`,
  ],
  good: [
    `model Net {
  input(4)
  // nnspec-disable-next-line relu-without-he
  dense(32, relu, init: glorot_normal)
  dense(3, softmax)
}
`,
  ],
  check() {
    // Whether something is suppressed is known only after all rules.
  },
};
