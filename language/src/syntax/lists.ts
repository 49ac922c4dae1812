/** A copy without the room for more that a list has which was pushed to: trees have thousands of lists of one or two. */
export function fitted<T>(list: readonly T[]): readonly T[] {
  return list.slice();
}
