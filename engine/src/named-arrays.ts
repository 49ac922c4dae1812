import type { NamedArray } from './checkpoint/pytorch-layout.ts';
import type { ParameterStore } from './parameters.ts';
import type { Snapshot } from './trainer.ts';

/** A snapshot's arrays under their names: what outlives a change of what is frozen, and of the layout in memory. */
export function arraysOf(store: ParameterStore, { learned, fixed }: Snapshot): NamedArray[] {
  return store.all.map(({ fullName, shape, size, values: { buffer, offset } }) => {
    const home = buffer === store.weights ? learned : fixed;
    return { name: fullName, shape, values: home.slice(offset, offset + size) };
  });
}

/** Numbers that lie as the learned weights do (gradients, moments) under the weights' names. */
export function learnedArraysOf(store: ParameterStore, numbers: Float32Array): NamedArray[] {
  return store.all
    .filter(({ gradient }) => gradient !== null)
    .map(({ fullName, shape, size, values: { offset } }) => ({
      name: fullName,
      shape,
      values: numbers.slice(offset, offset + size),
    }));
}

/** The way back: puts arrays in their places of a snapshot; names that are not the model's are an error of the program. */
export function putArrays(
  store: ParameterStore,
  arrays: readonly NamedArray[],
  { learned, fixed }: Snapshot,
): void {
  const byName = new Map(store.all.map((parameter) => [parameter.fullName, parameter]));
  for (const { name, values: numbers } of arrays) {
    const parameter = byName.get(name);
    if (!parameter) throw new Error(`There is no array '${name}'.`);
    const { buffer, offset } = parameter.values;
    (buffer === store.weights ? learned : fixed).set(numbers, offset);
  }
}
