/**
 * The flawed examples say of themselves what they show: `// shows rule` where the text alone tells, `// shows while training
 * symptom` where a training does. What is found has to stand on the same lines.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { diagnose, type RuntimeFinding } from '#diagnosis';
import { type Analysis, planFor } from '#language';
import { runTraining } from '../../cli/src/run.ts';
import { Specifications } from '../../cli/src/specification.ts';

const MARK =
  /\/\/ shows (?:(?!while training)([\w-]+(?:, [\w-]+)*?)(?:, and |$))?(?:while training ([\w-]+))?$/;

/** `line rule`, lines counted from 1. */
type Shown = string;

interface Promised {
  readonly inText: readonly Shown[];
  readonly whileTraining: readonly Shown[];
}

function promised(text: string): Promised {
  const inText: Shown[] = [];
  const whileTraining: Shown[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (!line.includes('// shows ')) continue;
    const mark = MARK.exec(line);
    assert.ok(mark, `line ${index + 1}: this mark is not understood: ${line}`);
    const [, rules, symptom] = mark;
    for (const rule of rules?.split(', ') ?? []) inText.push(`${index + 1} ${rule}`);
    if (symptom) whileTraining.push(`${index + 1} ${symptom}`);
  }
  return { inText, whileTraining };
}

/** What is underlined in yellow or red, each rule once a line. */
function underlined({ findings, lines }: Analysis): Shown[] {
  const severe = findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
  const shown = severe.map(
    ({ rule, range }) => `${lines.positionAt(range.start).line + 1} ${rule}`,
  );
  return [...new Set(shown)];
}

function symptomsOf(findings: readonly RuntimeFinding[]): Shown[] {
  return findings.flatMap(({ symptom, origin, explains }) => [
    `${origin.line + 1} ${symptom}`,
    ...symptomsOf(explains),
  ]);
}

/** Of all train blocks together. */
async function foundWhileTraining(path: string, analysis: Analysis): Promise<Shown[]> {
  const found: Shown[] = [];
  for (const { index } of analysis.resolved.trains) {
    const planned = planFor(analysis, index);
    assert.ok(planned.ok, 'does not train');
    const run = await runTraining(planned.plan, { folder: dirname(path) });
    found.push(...symptomsOf(diagnose(run)));
  }
  return found;
}

for (const folder of ['faulty', 'gallery']) {
  describe(`examples/${folder}`, () => {
    const url = new URL(`../../examples/${folder}/`, import.meta.url);
    for (const file of readdirSync(url).filter((name) => name.endsWith('.nnspec'))) {
      it(file, async () => {
        const path = fileURLToPath(new URL(file, url));
        const { inText, whileTraining } = promised(readFileSync(path, 'utf8'));
        const analysis = await new Specifications().analyze(path);
        assert.deepEqual(underlined(analysis).sort(), [...inText].sort());
        if (whileTraining.length === 0) return;
        const found = await foundWhileTraining(path, analysis);
        for (const shown of whileTraining) {
          assert.ok(found.includes(shown), `${shown} is not among ${found.join(', ')}`);
        }
      });
    }
  });
}

describe('examples/faulty', () => {
  it('each file shows something', () => {
    const url = new URL('../../examples/faulty/', import.meta.url);
    for (const file of readdirSync(url)) {
      if (!file.endsWith('.nnspec')) continue;
      const { inText, whileTraining } = promised(readFileSync(new URL(file, url), 'utf8'));
      assert.ok(inText.length + whileTraining.length > 0, file);
    }
  });
});
