/** The compiled kernels of both builds, as the host read or fetched them from `dist/kernels/`. */
export interface KernelBytes {
  /** `simd.wasm`: fixed-width SIMD. */
  readonly simd: Uint8Array;
  /** `relaxed.wasm`: the same with fused multiply-add. */
  readonly relaxed: Uint8Array;
}

/** A compiled module; each trainer makes an instance of its own from it, with its own memory. */
export interface Kernels {
  readonly module: WebAssembly.Module;
  /** Which build the host's features led to. */
  readonly build: 'simd' | 'relaxed';
  /** Whether its memory is one that threads can share. */
  readonly sharesMemory: boolean;
}

/**
 * A function of `engine/kernels`: addresses in bytes, sizes and strides in floats, flags as 0 and
 * 1. What each does and takes is documented at its source.
 */
export type Kernel = (...values: readonly number[]) => number;

/** The kernels of one instance by their names, and the memory they work in. */
export interface KernelInstance {
  readonly memory: WebAssembly.Memory;
  kernel(name: string): Kernel;
}

/** The first address that a program may use: AssemblyScript's constant tables lie below. */
export const FIRST_ADDRESS = 65_536;

const PAGE_BYTES = 65_536;
/** What the builds for threads name as the most that their memory grows to (scripts/kernels.ts). */
const MOST_PAGES = 65_536;

/**
 * Compiles the relaxed build where the host has relaxed SIMD, the plain one elsewhere (or as
 * `build` says).
 */
export async function loadKernels(
  bytes: KernelBytes,
  build: Kernels['build'] = hasRelaxedSimd() ? 'relaxed' : 'simd',
): Promise<Kernels> {
  const module = await WebAssembly.compile(copyOf(bytes[build]));
  return { module, build, sharesMemory: false };
}

/**
 * The same from the builds for threads, `simd-threads.wasm` and `relaxed-threads.wasm`: memory is
 * shared, for trainers that work with `Threads`.
 */
export async function loadSharedKernels(
  bytes: KernelBytes,
  build?: Kernels['build'],
): Promise<Kernels> {
  return { ...(await loadKernels(bytes, build)), sharesMemory: true };
}

/**
 * An instance with a memory of its own of at least `memoryBytes`.
 * @param used one that is needed no longer: it is taken again where threads share it, because
 * threads that only wait never come to free what they have let go
 */
export function instantiate(
  kernels: Kernels,
  memoryBytes: number,
  used: WebAssembly.Memory | null = null,
): KernelInstance {
  const initial = Math.ceil(memoryBytes / PAGE_BYTES);
  const shared = kernels.sharesMemory;
  if (shared && used) {
    const missing = initial - used.buffer.byteLength / PAGE_BYTES;
    if (missing > 0) used.grow(missing);
    new Uint8Array(used.buffer).fill(0);
    return instantiateIn(kernels, used);
  }
  return instantiateIn(
    kernels,
    new WebAssembly.Memory(shared ? { initial, maximum: MOST_PAGES, shared } : { initial }),
  );
}

/** An instance that works in a memory that is there already. */
export function instantiateIn(kernels: Kernels, memory: WebAssembly.Memory): KernelInstance {
  const { exports } = new WebAssembly.Instance(kernels.module, { env: { memory } });
  return {
    memory,
    kernel(name) {
      const found = exports[name];
      if (typeof found !== 'function') throw new Error(`There is no kernel '${name}'.`);
      return found as Kernel;
    },
  };
}

/**
 * Whether the host runs `f32x4.relaxed_madd`: it validates a module of one function that uses it.
 */
function hasRelaxedSimd(): boolean {
  // (module (func (param v128 v128 v128) (result v128)
  //   local.get 0  local.get 1  local.get 2  f32x4.relaxed_madd))
  const probe = [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 96, 3, 123, 123, 123, 1, 123, 3, 2, 1, 0, 10, 13, 1, 11,
    0, 32, 0, 32, 1, 32, 2, 253, 133, 2, 11,
  ];
  return WebAssembly.validate(new Uint8Array(probe));
}

/** A copy in a buffer of its own: Node's file buffers are views of a shared pool. */
function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
