/** Serves the built extension's files and the panel's page, as VS Code's webview service would. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Language } from '../../client/src/language.ts';
import { pageHtml } from '../../client/src/training/page-html.ts';
import { root } from '../../scripts/build.ts';

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};

export interface StaticFiles {
  readonly origin: string;
  /** Bytes that a page has posted to `/bytes/<name>`; they can be taken once. */
  take(name: string): Uint8Array;
  close(): void;
}

async function languageOf(name: string): Promise<Language> {
  if (name === 'en') return { name, texts: {} };
  const bundle = await readFile(join(root, `l10n/${name}.json`), 'utf8');
  return { name, texts: JSON.parse(bundle) };
}

/** @param folder the `dist` folder; `/panel.html` is the page, `/bytes/…` takes in what pages post */
export async function serveFiles(folder: string): Promise<StaticFiles> {
  const posted = new Map<string, Uint8Array>();
  const server: Server = createServer(async (request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', origin);
    if (path === '/panel.html') {
      const address = (name: string) => `${origin}/webview/${name}`;
      const page = {
        script: address('page.js'),
        style: address('page.css'),
        worker: address('worker.js'),
        simd: `${origin}/kernels/simd.wasm`,
        relaxed: `${origin}/kernels/relaxed.wasm`,
        source: origin,
      };
      response.writeHead(200, { 'content-type': 'text/html' });
      const language = await languageOf(searchParams.get('language') ?? 'en');
      response.end(pageHtml(page, language, 'nonce-of-the-test'));
      return;
    }
    if (path.startsWith('/bytes/')) {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      posted.set(path.slice('/bytes/'.length), new Uint8Array(Buffer.concat(parts)));
      response.writeHead(204).end();
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
  const take = (name: string) => {
    const bytes = posted.get(name);
    if (!bytes) throw new Error(`Nothing was posted as ${name}.`);
    posted.delete(name);
    return bytes;
  };
  return { origin, take, close: () => server.close() };
}
