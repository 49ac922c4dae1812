/**
 * The cases of the corpus: programs from the literature on faulty networks, restated as `cases/<id>.nnspec`, with what is wrong.
 * `healthy/` holds repaired versions and controls, which must not be flagged.
 */
import type { CorpusCase } from './corpus-case.ts';
import { AUTO_TRAINER } from './families/auto-trainer.ts';
import { FORUM_POSTS } from './families/forum-posts.ts';
import { INJECTED_BUGS } from './families/injected-bugs.ts';
import { MUTANTS } from './families/mutants.ts';

export const CASES: readonly CorpusCase[] = [
  ...AUTO_TRAINER,
  ...FORUM_POSTS,
  ...INJECTED_BUGS,
  ...MUTANTS,
];
