import assert from 'node:assert/strict';
import {
  type Analysis,
  Analyzer,
  analyze,
  type DataProblem,
  EMPTY_ENVIRONMENT,
  type Environment,
} from '#language';

/** Everything that an analysis says; the functions that compute positions follow from the starts of lines. */
function content({ uri, text, lines, tree, resolved, structural, findings }: Analysis) {
  return { uri, text, starts: lines.starts, tree, resolved, structural, findings };
}

const missing: DataProblem = { kind: 'problem', message: 'It is gone.', advice: 'Look for it.' };
const base = analyze('model Base { input(2)  dense(4, relu)  dense(1) }', EMPTY_ENVIRONMENT);
const otherBase = analyze('// Moved.\nmodel Base { input(3)  dense(1) }', EMPTY_ENVIRONMENT);

/** Environments that say different things about the same files. */
const environments: readonly Environment[] = [
  EMPTY_ENVIRONMENT,
  { ...EMPTY_ENVIRONMENT, dataSummary: () => missing, weightsSummary: () => missing },
  { ...EMPTY_ENVIRONMENT, module: () => base },
  { ...EMPTY_ENVIRONMENT, module: () => otherBase },
];

/**
 * Analyses texts one after the other, each from the one before, and compares each with a fresh analysis. Every second time something
 * else is known of other files.
 * @param turn which environment to begin with
 */
export function checkTexts(texts: readonly string[], turn: number): void {
  const analyzer = new Analyzer();
  for (const [index, text] of texts.entries()) {
    const environment = environments[Math.floor((index + turn) / 2) % environments.length];
    const known = environment ?? EMPTY_ENVIRONMENT;
    assert.deepEqual(content(analyzer.analyze(text, known)), content(analyze(text, known)));
  }
}
