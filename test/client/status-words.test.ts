import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusWords } from '../../client/src/status-words.ts';

const read = { path: 'data/iris.csv', state: 'read', rows: 1500 } as const;
const reading = { path: 'big.csv', state: 'reading', rows: null } as const;
const lost = { path: 'lost.csv', state: 'unreadable', rows: null } as const;

test('a file without findings', () => {
  assert.deepEqual(statusWords({ models: 1, files: [read] }, { errors: 0, warnings: 0 }), {
    text: '1 model, no findings',
    detail: 'iris.csv: 1,500 rows',
    busy: false,
    severity: 'information',
  });
});

test('findings by severity; files that are being read and that cannot be', () => {
  assert.deepEqual(statusWords({ models: 2, files: [reading, lost] }, { errors: 1, warnings: 3 }), {
    text: '2 models, 1 error, 3 warnings',
    detail: 'big.csv: being read, lost.csv: cannot be read',
    busy: true,
    severity: 'error',
  });
  assert.equal(
    statusWords({ models: 0, files: [] }, { errors: 0, warnings: 1 }).severity,
    'warning',
  );
  assert.equal(
    statusWords({ models: 0, files: [] }, { errors: 0, warnings: 0 }).text,
    'no model, no findings',
  );
});
