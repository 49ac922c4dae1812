/** Serves the built extension's files and the panel's page, as VS Code's webview service would. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { pageHtml } from '../../client/src/training/page-html.ts';

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};

export interface StaticFiles {
  readonly origin: string;
  close(): void;
}

/** @param folder the `dist` folder; `/panel.html` is the page */
export async function serveFiles(folder: string): Promise<StaticFiles> {
  const server: Server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', origin).pathname;
    if (path === '/panel.html') {
      const address = (name: string) => `${origin}/webview/${name}`;
      const page = { script: address('page.js'), style: address('page.css'), source: origin };
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(pageHtml(page, { name: 'en', texts: {} }, 'nonce-of-the-test'));
      return;
    }
    if (path === '/favicon.ico') {
      // A browser asks every site for one; a webview has none.
      response.writeHead(204).end();
      return;
    }
    try {
      const bytes = await readFile(join(folder, path));
      response.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/plain' });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, close: () => server.close() };
}
