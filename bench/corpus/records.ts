/**
 * Keeps what trainings gave, so that symptoms can be tried on the same runs again without training: `npm run corpus --
 * --records FOLDER`. A record is named after its plan: another text or seed is another file. After a change of the engine the
 * folder has to be emptied by hand.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { threadId } from 'node:worker_threads';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { RunRecord } from '#diagnosis';
import type { LayerProbe } from '#engine';
import type { Plan } from '#plan';

const NO_HISTOGRAM = { low: 0, high: 0, counts: [] };

/** The plan's record in the folder, else what `train` gives, which is kept there. Null: it cannot be trained. */
export async function recordOf(
  folder: string,
  plan: Plan,
  train: () => Promise<RunRecord | null>,
): Promise<RunRecord | null> {
  const name = createHash('sha1').update(JSON.stringify(plan)).digest('hex');
  const path = join(folder, `${name}.gz`);
  const kept = await readFile(path).catch(() => null);
  if (kept) return deserialize(gunzipSync(kept)) as RunRecord | null;
  const run = await train();
  await mkdir(folder, { recursive: true });
  // Workers train the same plans: one must not read what another has half written.
  const half = `${path}.${threadId}`;
  await writeFile(half, gzipSync(serialize(run && withoutHistograms(run))));
  await rename(half, path);
  return run;
}

/** Diagnosis does not read them, and they are most of a record. */
function withoutHistograms(run: RunRecord): RunRecord {
  const bare = ({ id, weights, activation }: LayerProbe): LayerProbe => ({
    id,
    weights: weights && { ...weights, gradients: NO_HISTOGRAM, weights: NO_HISTOGRAM },
    activation: activation && { ...activation, values: NO_HISTOGRAM },
  });
  const epochs = run.epochs.map((epoch) => ({ ...epoch, layers: epoch.layers.map(bare) }));
  return { ...run, epochs };
}
