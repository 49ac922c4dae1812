import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { buildTarget } from '../../scripts/build.ts';
import { launchChromium } from '../../scripts/vscode/server.ts';

/** A specification whose data file only the client can read. */
const uri = 'vscode-vfs://github/nnspec/points.nnspec';
const text = 'data Points {\n  source "points.csv"\n  target lable\n}\n';
const csv = 'a,b,label\n1,2,x\n2,1,y\n3,5,x\n4,4,y\n';

const scripts = ['browser.js', 'on-demand.js', 'inspector.js'];

test('the built server serves a worker in a browser, and reads files through its client', async () => {
  const diagnostics = await inPage((page) => page.evaluate(converse, { uri, text, csv }));
  assert.equal(diagnostics.length, 1);
  assert.equal(diagnostics[0]?.code, 'unknown-name');
  assert.equal(diagnostics[0]?.range.start.line, 2);
  assert.match(String(diagnostics[0]?.message), /label/);
});

test('what is asked for now and then is loaded in the browser too', async () => {
  const formats = await inPage((page) => page.evaluate(askForFormats));
  assert.ok(
    formats.some(({ id }) => id.includes('onnx')),
    JSON.stringify(formats),
  );
});

/** Runs something in a page of Chromium beside which the built scripts lie. */
async function inPage<T>(run: (page: Page) => Promise<T>): Promise<T> {
  for (const name of scripts) await buildTarget(`server/${name}`);
  const folder = new URL('../../dist/server/', import.meta.url);
  const host = createServer(async ({ url = '/' }, response) => {
    const script = scripts.find((name) => url === `/${name}`);
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
    response.end(script ? await readFile(new URL(script, folder)) : '<!doctype html>');
  });
  host.listen(0, '127.0.0.1');
  await once(host, 'listening');
  const chromium = await launchChromium();
  try {
    const page = await chromium.newPage();
    await page.goto(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`);
    return await run(page);
  } finally {
    await chromium.close();
    host.close();
  }
}

/** Runs in the page: starts the server and asks it for something that is in the other bundle. */
async function askForFormats(): Promise<readonly { readonly id: string }[]> {
  const worker = new Worker('/browser.js');
  const send = (message: object) => worker.postMessage({ jsonrpc: '2.0', ...message });
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('The server did not answer.')), 15_000);
    worker.onmessage = ({ data: message }) => {
      if (message.id === 1) send({ id: 2, method: 'nnspec/formats', params: {} });
      if (message.id !== 2) return;
      if (message.error) reject(new Error(message.error.message));
      else resolve(message.result);
    };
    const params = { processId: null, rootUri: null, capabilities: {} };
    send({ id: 1, method: 'initialize', params });
  });
}

/** Runs in the page: a client by hand, until the misspelled column is told. */
async function converse(given: {
  readonly uri: string;
  readonly text: string;
  readonly csv: string;
}): Promise<readonly Diagnostic[]> {
  const { uri, text, csv } = given;
  const worker = new Worker('/browser.js');
  const send = (message: object) => worker.postMessage({ jsonrpc: '2.0', ...message });
  const answers: Record<string, (params: { uri: string }) => unknown> = {
    'nnspec/fileStatus': (params) =>
      params.uri.endsWith('/points.csv') ? { modified: 1, size: csv.length } : null,
    'nnspec/readFile': () => btoa(csv),
    'nnspec/specifications': () => [],
  };
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('The server did not tell of the column.')), 15_000);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data: message }) => {
      if (message.id === 1 && message.result) {
        send({ method: 'initialized', params: {} });
        const textDocument = { uri, languageId: 'nnspec', version: 1, text };
        send({ method: 'textDocument/didOpen', params: { textDocument } });
      } else if (message.method === 'textDocument/publishDiagnostics') {
        const found: Diagnostic[] = message.params.diagnostics;
        const column = found.filter(({ range }) => range.start.line === 2);
        if (column.length > 0) resolve(column);
      } else if (message.id !== undefined && message.method) {
        send({ id: message.id, result: answers[message.method]?.(message.params) ?? null });
      }
    };
    send({
      id: 1,
      method: 'initialize',
      params: {
        processId: null,
        rootUri: null,
        capabilities: {},
        initializationOptions: { files: true },
      },
    });
  });
}
