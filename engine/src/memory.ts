import type { KernelInstance } from './kernels.ts';

const PAGE_BYTES = 65_536;

/** Views of all of a model's memory; they are made anew only when it grows. */
export class Memory {
  floats: Float32Array;
  doubles: Float64Array;
  words: Uint32Array;
  private readonly memory: WebAssembly.Memory;

  constructor(instance: KernelInstance) {
    this.memory = instance.memory;
    this.floats = new Float32Array(this.memory.buffer);
    this.doubles = new Float64Array(this.memory.buffer);
    this.words = new Uint32Array(this.memory.buffer);
  }

  /** Makes sure that there are that many bytes. */
  require(bytes: number): void {
    const missing = bytes - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    this.memory.grow(Math.ceil(missing / PAGE_BYTES));
    this.floats = new Float32Array(this.memory.buffer);
    this.doubles = new Float64Array(this.memory.buffer);
    this.words = new Uint32Array(this.memory.buffer);
  }

  /** A view of `count` floats at an address. */
  range(address: number, count: number): Float32Array {
    return this.floats.subarray(address / 4, address / 4 + count);
  }
}
