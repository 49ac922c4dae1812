import { readFile } from 'node:fs/promises';
import { type Kernels, loadKernels } from '#engine';

const folder = new URL('../../dist/kernels/', import.meta.url);

/** The built kernels (`npm run build` makes them). */
export async function testKernels(build?: Kernels['build']): Promise<Kernels> {
  const [simd, relaxed] = await Promise.all(
    ['simd.wasm', 'relaxed.wasm'].map((file) => readFile(new URL(file, folder))),
  );
  return loadKernels({ simd: simd as Uint8Array, relaxed: relaxed as Uint8Array }, build);
}
