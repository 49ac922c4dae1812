/** A text with its cursor taken out: `dense(|)` → `dense()` and 6. The language itself has no `|`. */
export function marked(source: string): { readonly text: string; readonly offset: number } {
  const offset = source.indexOf('|');
  if (offset < 0 || source.indexOf('|', offset + 1) >= 0) {
    throw new Error(`A marked source has one cursor: ${source}`);
  }
  return { text: source.slice(0, offset) + source.slice(offset + 1), offset };
}
