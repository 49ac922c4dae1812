import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { URI } from 'vscode-uri';
import { baseName, normalUri, resolvePath } from '../../server/src/uris.ts';

/** As a client writes them, and as VS Code does. */
const spellings: readonly (readonly [given: string, normal: string])[] = [
  ['file:///home/me/a.nnspec', 'file:///home/me/a.nnspec'],
  ['file:///C:/Users/me/a.nnspec', 'file:///c%3A/Users/me/a.nnspec'],
  ['file:///c%3A/Users/me/a.nnspec', 'file:///c%3A/Users/me/a.nnspec'],
  ['file://server/share/a.nnspec', 'file://server/share/a.nnspec'],
  ['vscode-vfs://github/nnspec/a b.nnspec', 'vscode-vfs://github/nnspec/a%20b.nnspec'],
  ['untitled:Untitled-1', 'untitled:Untitled-1'],
  ['file:///h%C3%A9/(a)%20%5Bb%5D.nnspec', 'file:///h%C3%A9/%28a%29%20%5Bb%5D.nnspec'],
  ["file:///it's/!*a.nnspec", 'file:///it%27s/%21%2Aa.nnspec'],
  ['file:///100%/a.nnspec', 'file:///100%25/a.nnspec'],
  ['file:////a.nnspec', 'file:////a.nnspec'],
];

/** Of the specification vscode-vfs://github/nnspec/models/a.nnspec. */
const paths: readonly (readonly [path: string, uri: string])[] = [
  ['a.csv', 'vscode-vfs://github/nnspec/models/a.csv'],
  ['./data/a.csv', 'vscode-vfs://github/nnspec/models/data/a.csv'],
  ['../a.csv', 'vscode-vfs://github/nnspec/a.csv'],
  ['../../../a.csv', 'vscode-vfs://github/a.csv'],
  ['/abs/a.csv', 'vscode-vfs://github/abs/a.csv'],
  ['data\\a b.csv', 'vscode-vfs://github/nnspec/models/data/a%20b.csv'],
  ['C:\\data\\a.csv', 'vscode-vfs://github/c%3A/data/a.csv'],
  ['\ud800.csv', 'vscode-vfs://github/nnspec/models/%EF%BF%BD.csv'],
];

describe('URIs', () => {
  for (const [given, normal] of spellings) {
    it(`${given} is written ${normal}`, () => assert.equal(normalUri(given), normal));
  }

  for (const [path, uri] of paths) {
    it(`${JSON.stringify(path)} is ${uri}`, () => {
      const specification = 'vscode-vfs://github/nnspec/models/a.nnspec?ref=main';
      assert.equal(resolvePath(specification, path), uri);
    });
  }

  it('the last part is the name', () => {
    assert.equal(baseName('file:///data/two%20words.csv'), 'two words.csv');
  });

  it('any path beside a specification is found there, and any text is taken', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const uri = URI.file(`/folder/${text.replaceAll(/[\\/]|\p{Surrogate}/gu, '')}.csv`);
        assert.equal(normalUri(uri.toString()), uri.toString());
        assert.equal(typeof normalUri(text), 'string');
        assert.equal(typeof resolvePath(text, text), 'string');
      }),
    );
  });
});
