import type { KernelInstance } from '../kernels.ts';

/** A range of linear memory; its address (in bytes) is known once memory is laid out. */
export interface Buffer {
  floats: number;
  address: number;
}

/** A place inside a buffer, `offset` floats from its start. */
export interface View {
  readonly buffer: Buffer;
  readonly offset: number;
}

/** What a kernel is called with: a number, an address, or null for "none" (address 0). */
export type Argument = number | Buffer | View | null;

export type Address = Buffer | View;

/** One call of a kernel, its addresses still symbolic. */
export interface Operation {
  readonly kernel: string;
  readonly values: readonly Argument[];
  /** Id of the layer it belongs to; empty for the loss. */
  readonly layer: string;
}

/** A place so many floats behind another. */
export function view(address: Address, offset: number): View {
  return 'buffer' in address
    ? { buffer: address.buffer, offset: address.offset + offset }
    : { buffer: address, offset };
}

/** The buffer that an argument lies in; null for numbers and for none. */
export function bufferOf(argument: Argument): Buffer | null {
  if (argument === null || typeof argument === 'number') return null;
  return 'buffer' in argument ? argument.buffer : argument;
}

/** Address in bytes; 0 for null. */
export function addressOf(argument: Address | null): number {
  if (argument === null) return 0;
  return 'buffer' in argument ? argument.buffer.address + 4 * argument.offset : argument.address;
}

/**
 * Binds operations to an instance's kernels and to the addresses that were laid out: a list of
 * calls without arguments.
 */
export function link(operations: readonly Operation[], instance: KernelInstance): (() => number)[] {
  return operations.map(({ kernel, values }) =>
    instance
      .kernel(kernel)
      .bind(
        undefined,
        ...values.map((value) => (typeof value === 'number' ? value : addressOf(value))),
      ),
  );
}
