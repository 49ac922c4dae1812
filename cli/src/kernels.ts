import { existsSync, realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type KernelBytes, type Kernels, loadKernels, loadSharedKernels } from '#engine';
import { t } from '#l10n';
import { Failure } from './failure.ts';

/** Where `dist/kernels` is, seen from the program: the bundle dist/cli.cjs, or one of the repository's sources. */
const PLACES = ['kernels', '../dist/kernels', '../../dist/kernels'];

/** The engine's kernels. Throws a Failure where they are not built. */
export async function readKernels(): Promise<Kernels> {
  return loadKernels(await readBuilds(''));
}

/** The same for threads that share memory. */
export async function readSharedKernels(): Promise<Kernels> {
  return loadSharedKernels(await readBuilds('-threads'));
}

async function readBuilds(suffix: string): Promise<KernelBytes> {
  const program = dirname(realpathSync(process.argv[1] ?? '.'));
  const folders = PLACES.map((place) => join(program, place));
  const folder = folders.find((candidate) => existsSync(join(candidate, `simd${suffix}.wasm`)));
  if (!folder)
    throw new Failure(t`The kernels of the engine are not built: run \`npm run build\`.`);
  const [simd, relaxed] = await Promise.all(
    [`simd${suffix}.wasm`, `relaxed${suffix}.wasm`].map((file) => readFile(join(folder, file))),
  );
  return { simd: simd as Uint8Array, relaxed: relaxed as Uint8Array };
}
