import { outcomeOf, type RunRecord, type RuntimeFinding, SYMPTOMS, suggest } from '#diagnosis';
import type { Analysis } from '#language';
import type { Plan } from '#plan';
import { gainOf, measureOf, readMeasure } from '../../diagnosis/src/trials/measure.ts';

export interface RandomSearchOptions {
  readonly analyze: (text: string) => Analysis;
  readonly train: (plan: Plan) => Promise<RunRecord | null>;
  readonly retrains: number;
  readonly random: () => number;
}

/**
 * The baseline that repair must beat: edits drawn at random from those of all symptoms, kept where they win.
 * Null where nothing won.
 */
export async function randomSearch(
  analysis: Analysis,
  run: RunRecord,
  options: RandomSearchOptions,
): Promise<Plan | null> {
  let current = { analysis, run };
  let best: Plan | null = null;
  for (let i = 0; i < options.retrains; i++) {
    const edits = SYMPTOMS.flatMap((symptom) =>
      suggest(current.analysis, 0, [pretended(symptom)], options.analyze),
    );
    const drawn = edits[Math.floor(options.random() * edits.length)];
    if (!drawn) break;
    const record = await options.train(drawn.plan);
    if (!record) continue;
    const measure = measureOf(run.plan);
    const [before, after] = [current.run, record].map((candidate) => {
      const { train, validation } = outcomeOf(candidate);
      return readMeasure(validation ?? train, measure);
    });
    if (gainOf(after ?? null, before ?? null, measure) <= 0) continue;
    best = drawn.plan;
    current = { analysis: options.analyze(drawn.text), run: record };
  }
  return best;
}

/** A finding without evidence: its symptom's remedies are what counts. */
function pretended(symptom: RuntimeFinding['symptom']): RuntimeFinding {
  return {
    symptom,
    category: 'activation',
    severity: 'warning',
    message: '',
    layers: [],
    setting: null,
    origin: { start: 0, end: 0, line: 0 },
    sinceEpoch: 0,
    evidence: [],
    explains: [],
  };
}
