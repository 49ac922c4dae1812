/** Faults drawn at random and put into networks drawn at random: another seed gives a corpus that nobody has looked at. */
import { randomFrom } from '../random.ts';
import { healthyDraft, PROBLEMS, pick } from './bases.ts';
import type { Draft, FaultyDraft } from './draft.ts';
import { FAULTS } from './faults.ts';

/** As many faulty drafts, with their healthy versions; kinds of faults take turns, so that each is there about as often. */
export function generate(count: number, seed: number): FaultyDraft[] {
  const random = randomFrom(seed);
  const drafts: FaultyDraft[] = [];
  for (let turn = Math.floor(random() * FAULTS.length); drafts.length < count; turn++) {
    const fault = FAULTS[turn % FAULTS.length];
    const problem = pick(PROBLEMS, random);
    const healthy: Draft = healthyDraft(problem, random);
    const injected = fault?.inject(healthy, problem, random);
    if (!fault || !injected) {
      // Another problem may have it.
      if (random() < 0.9) turn--;
      continue;
    }
    const { draft, categories, lines } = injected;
    drafts.push({
      id: `gen-${seed}-${String(drafts.length + 1).padStart(3, '0')}-${fault.id}-${problem.id}`,
      draft,
      healthy,
      expected: { categories, lines, symptoms: [], rules: null },
      good: problem.good,
    });
  }
  return drafts;
}
