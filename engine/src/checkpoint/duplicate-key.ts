/**
 * The first key that a JSON object has twice, at its top level; null where there is none. `JSON.parse` keeps the last one
 * without a word.
 * @param text valid JSON of an object
 */
export function duplicateKey(text: string): string | null {
  const seen = new Set<string>();
  let depth = 0;
  // Strings and brackets are all that matters; a string directly within the object is a key where a colon follows.
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    const [token, colon] = match;
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (depth === 1 && colon !== undefined) {
      const key: string = JSON.parse(token.slice(0, -colon.length));
      if (seen.has(key)) return key;
      seen.add(key);
    }
  }
  return null;
}
