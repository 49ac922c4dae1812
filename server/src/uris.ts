import { URI, Utils } from 'vscode-uri';

/** One spelling of a URI: clients differ in what they escape. What is no URI stays as it is. */
export function normalUri(uri: string): string {
  return parse(uri)?.toString() ?? uri;
}

/** The URI of a path as a specification writes it: relative to the specification's folder, or absolute. */
export function resolvePath(specification: string, path: string): string {
  const base = parse(specification)?.with({ query: '', fragment: '' });
  if (!base) return path;
  const written = wellFormed(path).replaceAll('\\', '/');
  const hasDrive = /^[a-z]:\//i.test(written);
  const folder = Utils.dirname(base);
  return (
    hasDrive ? base.with({ path: `/${written}` }) : Utils.resolvePath(folder, written)
  ).toString();
}

/** The last part of a URI's path. */
export function baseName(uri: string): string {
  const parsed = parse(uri);
  return parsed ? Utils.basename(parsed) : uri;
}

/** Undefined for what cannot be one: `1:2`, `file:////`. */
function parse(uri: string): URI | undefined {
  try {
    return URI.parse(wellFormed(uri));
  } catch {
    return undefined;
  }
}

/** Halves of characters, which no URI can be written with, as what stands for them. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}
