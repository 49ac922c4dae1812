import type { Language } from '../language.ts';

/** Where the page's files are, as the webview addresses them. */
export interface PageAddresses {
  readonly script: string;
  readonly style: string;
  readonly worker: string;
  readonly simd: string;
  readonly relaxed: string;
  /** The only source that the page may load from. */
  readonly source: string;
}

/**
 * The panel's page: nothing but its script and styles, under a policy that lets it load only the extension's own files.
 * @param nonce new for every page
 */
export function pageHtml(
  { script, style, worker, simd, relaxed, source }: PageAddresses,
  { name, texts }: Language,
  nonce: string,
): string {
  return `<!DOCTYPE html>
<html lang="${name}" data-texts="${attribute(JSON.stringify(texts))}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(source, nonce)}">
<title>Training</title>
<script nonce="${nonce}" src="${script}" defer></script>
<link rel="stylesheet" href="${style}">
${[worker, simd, relaxed].map(preload).join('\n')}
</head>
<body>
<main id="panel" data-worker="${worker}" data-simd="${simd}" data-relaxed="${relaxed}"></main>
</body>
</html>`;
}

/** The script, which is asked for before them, wants these files first of all: they come while it does. */
function preload(address: string): string {
  return `<link rel="preload" href="${address}" as="fetch" crossorigin="anonymous">`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/**
 * WebAssembly may be compiled, and workers may be started from blobs: a worker cannot be loaded from another origin. They
 * inherit this policy.
 */
function contentSecurityPolicy(source: string, nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    `style-src ${source}`,
    `img-src ${source} data: blob:`,
    `font-src ${source}`,
    `connect-src ${source}`,
    'worker-src blob:',
  ].join('; ');
}
