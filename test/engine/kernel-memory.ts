import { FIRST_ADDRESS, type KernelInstance } from '../../engine/src/kernels.ts';

/** One row and column, remainders of every block size, and more than one block. */
export const ODD_SIZES = [1, 2, 3, 5, 6, 7, 9, 11, 17, 33, 127];

/** Floats of room after each array: a kernel may write to the end of a vector. */
export const PADDING = 16;

/** Puts arrays into the kernels' memory, each with room after it. */
export function place<T extends Record<string, Float32Array>>(instance: KernelInstance, arrays: T) {
  const floats = new Float32Array(instance.memory.buffer);
  const at = {} as { [K in keyof T]: number };
  let address = FIRST_ADDRESS;
  for (const name of Object.keys(arrays) as (keyof T)[]) {
    const values = arrays[name] as Float32Array;
    floats.set(values, address / 4);
    at[name] = address;
    address += (values.length + PADDING) * 4;
    address = Math.ceil(address / 16) * 16;
  }
  const read = (name: keyof T) =>
    floats.subarray(at[name] / 4, at[name] / 4 + (arrays[name] as Float32Array).length);
  return { at, read };
}
