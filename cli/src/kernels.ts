import { existsSync, realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Kernels, loadKernels } from '#engine';
import { Failure } from './failure.ts';

/** Where `dist/kernels` is, seen from the program: the bundle dist/cli.cjs, or one of the repository's sources. */
const PLACES = ['kernels', '../dist/kernels', '../../dist/kernels'];

/** The engine's kernels. Throws a Failure where they are not built. */
export async function readKernels(): Promise<Kernels> {
  const program = dirname(realpathSync(process.argv[1] ?? '.'));
  const folders = PLACES.map((place) => join(program, place));
  const folder = folders.find((candidate) => existsSync(join(candidate, 'simd.wasm')));
  if (!folder) throw new Failure('The kernels of the engine are not built: run `npm run build`.');
  const [simd, relaxed] = await Promise.all(
    ['simd.wasm', 'relaxed.wasm'].map((file) => readFile(join(folder, file))),
  );
  return loadKernels({ simd: simd as Uint8Array, relaxed: relaxed as Uint8Array });
}
