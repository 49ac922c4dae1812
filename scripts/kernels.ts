/**
 * Compiles the engine's kernels (AssemblyScript) into dist/kernels: simd.wasm and relaxed.wasm, and
 * simd-threads.wasm and relaxed-threads.wasm for memory that threads share. Run it as `node scripts/kernels.ts`; the build script calls
 * `buildKernels`.
 */
import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';

const root = join(import.meta.dirname, '..');

/** All builds of the same sources, and what each turns on. */
const builds = [
  { name: 'simd', features: ['simd'], options: [] },
  { name: 'relaxed', features: ['simd', 'relaxed-simd'], options: [] },
].flatMap((build) => [build, forThreads(build)]);

/** Shared memory has to name the most pages that it may grow to: here all of 4 GiB. */
function forThreads({ name, features }: { readonly name: string; readonly features: string[] }) {
  return {
    name: `${name}-threads`,
    features: [...features, 'threads'],
    options: ['--sharedMemory', '--maximumMemory', '65536'],
  };
}

/**
 * Writes all builds into `folder`; throws with the compiler's messages where the sources do not
 * compile.
 */
export async function buildKernels(folder = join(root, 'dist', 'kernels')): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, features, options } of builds) {
    const { error, stderr } = await asc.main(
      [
        'engine/kernels/index.ts',
        '--baseDir',
        root,
        '--outFile',
        relative(root, join(folder, `${name}.wasm`)),
        '-O3',
        '--noAssert',
        '--runtime',
        'stub',
        '--importMemory',
        ...options,
        ...features.flatMap((feature) => ['--enable', feature]),
      ],
      { stdout: process.stdout },
    );
    if (error) throw new Error(`The kernels do not compile:\n${stderr.toString()}`);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildKernels();
}
