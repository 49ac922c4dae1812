/** The panel's page: nothing but its script and styles, under a policy that lets it load only the extension's own files. */
import { Uri, type Webview } from 'vscode';

/** @param extensionUri the extension's folder, whose `dist` the page's files are in */
export function pageHtml(webview: Webview, extensionUri: Uri): string {
  const nonce = crypto.randomUUID();
  const file = (name: string) =>
    webview.asWebviewUri(Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(webview.cspSource, nonce)}">
<title>Training</title>
<link rel="stylesheet" href="${file('page.css')}">
</head>
<body>
<main id="panel"></main>
<script nonce="${nonce}" src="${file('page.js')}"></script>
</body>
</html>`;
}

/**
 * WebAssembly may be compiled, and workers may be started from blobs: a worker cannot be loaded from another origin. They
 * inherit this policy.
 */
export function contentSecurityPolicy(source: string, nonce: string): string {
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
