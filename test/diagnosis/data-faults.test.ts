/** Real trainings on files whose data are at fault, and on sound ones of the same kind. */
import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import { diagnose, type RuntimeFinding } from '#diagnosis';
import { planFor } from '#language';
import { heldOut } from '../../bench/corpus/specimens.ts';
import { runTraining } from '../../cli/src/run.ts';
import { Specifications } from '../../cli/src/specification.ts';
import { FAULTS } from './data-faults.ts';

async function findingsOf(id: string): Promise<readonly RuntimeFinding[]> {
  const specimen = heldOut().find((candidate) => candidate.id === id);
  assert.ok(specimen, id);
  const planned = planFor(await new Specifications().analyze(specimen.place, specimen.text), 0);
  assert.ok(planned.ok);
  const run = await runTraining(planned.plan, { folder: dirname(specimen.place), confirm: true });
  return diagnose(run).filter(({ severity }) => severity !== 'information');
}

describe('faults of the data', () => {
  for (const [id, symptom] of FAULTS) {
    it(`${id} shows ${symptom} on the data block, with proof`, async () => {
      const [first] = await findingsOf(id);
      assert.equal(first?.symptom, symptom);
      assert.equal(first?.category, 'data');
      assert.deepEqual(first?.layers, []);
      assert.ok((first?.evidence.length ?? 0) > 0);
    });
  }

  it('sound data of the same kind show nothing', async () => {
    assert.deepEqual(await findingsOf('held-repeated-rows-healthy'), []);
  });
});
