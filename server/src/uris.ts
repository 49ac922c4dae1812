/** Scheme, authority, path, and what follows it. */
const PARTS = /^([a-z][a-z\d+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(.*)$/is;

interface Uri {
  readonly scheme: string;
  readonly authority: string | undefined;
  /** Not escaped. */
  readonly path: string;
  readonly rest: string;
}

function parse(uri: string): Uri {
  const [, scheme = 'file', authority, path = uri, rest = ''] = PARTS.exec(uri) ?? [];
  return { scheme, authority, path: unescaped(path), rest };
}

/** As VS Code writes URIs: all that has a meaning somewhere is escaped, drive letters are small. */
function print({ scheme, authority, path, rest }: Uri): string {
  const drive = path.replace(/^\/[A-Z]:/, (letter) => letter.toLowerCase());
  const start = authority === undefined ? `${scheme}:` : `${scheme}://${authority.toLowerCase()}`;
  return start + drive.split('/').map(escaped).join('/') + rest;
}

function escaped(segment: string): string {
  const percent = (mark: string) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(segment.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(
    /[!'()*]/g,
    percent,
  );
}

/** What is no escape is what it looks like. */
function unescaped(path: string): string {
  return path.replace(/(?:%[\da-f]{2})+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes;
    }
  });
}

/** One spelling of a URI: clients differ in what they escape. */
export function normalUri(uri: string): string {
  return print(parse(uri));
}

/** The URI of a path as a specification writes it: relative to the specification's folder, or absolute. */
export function resolvePath(specification: string, path: string): string {
  const base = parse(specification);
  const written = path.replaceAll('\\', '/').replace(/^[a-z]:\//i, '/$&');
  const folder = written.startsWith('/') ? '' : base.path.slice(0, base.path.lastIndexOf('/'));
  const segments: string[] = [];
  for (const segment of `${folder}/${written}`.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return print({ ...base, path: `/${segments.join('/')}`, rest: '' });
}

/** The last part of a URI's path. */
export function baseName(uri: string): string {
  const { path } = parse(uri);
  return path.slice(path.lastIndexOf('/') + 1);
}
