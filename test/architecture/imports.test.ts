import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importViolations } from '../../scripts/check-imports.ts';

/** Where a planted import stands, what it imports, and what the check says of it. */
const forbidden: readonly (readonly [string, string, RegExp])[] = [
  ['language/src/lint/a.ts', `import { x } from '#engine';`, /language may import #l10n of/],
  ['engine/src/a.ts', `import type { Model } from '#language';`, /engine may import #l10n, #plan/],
  ['engine/src/a.ts', `import { readFileSync } from 'node:fs';`, /no modules of Node/],
  ['engine/src/a.ts', `import { readFileSync } from 'fs';`, /no modules of Node/],
  ['engine/src/a.ts', `export * from '../../language/src/plan.ts';`, /across folders only/],
  ['engine/src/a.ts', `const a = await import('node:fs');`, /no modules of Node/],
  ['diagnosis/src/a.ts', `import * as vscode from 'vscode';`, /diagnosis may import none/],
  ['server/src/a.ts', `import * as vscode from 'vscode';`, /server may import/],
  ['server/src/a.ts', `import { join } from 'node:path';`, /only in server\/src\/node/],
  ['webview/src/a.ts', `import { a } from '../../client/src/a.ts';`, /across folders only/],
  ['cli/src/a.ts', `import { a } from 'vscode-languageserver-protocol/node';`, /cli may import/],
  ['client/src/a.ts', `import { a } from './b';`, /names its file/],
  [
    'client/src/a.ts',
    `import {\n  a,\n  b,\n} from '../../server/src/server.ts';`,
    /across folders/,
  ],
];

const allowed: readonly (readonly [string, string])[] = [
  ['engine/src/layers/a.ts', `import type { Plan } from '#plan';\nimport { b } from '../b.ts';`],
  ['diagnosis/src/a.ts', `import { analyze } from '#language';\nimport type { E } from '#engine';`],
  ['client/src/a.ts', `import type { ToPage } from '../../webview/src/protocol.ts';`],
  ['client/src/a.ts', `import { Plan } from '../../server/src/requests.ts';`],
  ['client/src/node/main.ts', `import { join } from 'node:path';\nimport * as v from 'vscode';`],
  [
    'server/src/node/main.ts',
    `import { createConnection } from 'vscode-languageserver-protocol/node';`,
  ],
  ['test/engine/a.test.ts', `import { x } from '../../engine/src/a.ts';`],
];

for (const [file, source, rule] of forbidden) {
  test(`${file} may not contain ${source.replaceAll('\n', ' ')}`, () => {
    const [violation, ...others] = importViolations(file, source);
    assert.match(violation?.rule ?? 'no violation', rule);
    assert.deepEqual(others, []);
  });
}

for (const [file, source] of allowed) {
  test(`${file} may contain ${source.replaceAll('\n', ' ')}`, () => {
    assert.deepEqual(importViolations(file, source), []);
  });
}

test('a violation names the line of the import', () => {
  const source = `import { a } from './a.ts';\n\nimport {\n  b,\n} from '#engine';\n`;
  assert.equal(importViolations('language/src/a.ts', source)[0]?.line, 5);
});
