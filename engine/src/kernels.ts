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
}

/** Compiles the relaxed build where the host has relaxed SIMD, the plain one elsewhere (or as `build` says). */
export declare function loadKernels(bytes: KernelBytes, build?: Kernels['build']): Promise<Kernels>;
