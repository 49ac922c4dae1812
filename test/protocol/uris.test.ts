import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { URI, Utils } from 'vscode-uri';
import { normalUri, resolvePath } from '../../server/src/uris.ts';

const uris = [
  'file:///home/me/a.nnspec',
  'file:///c%3A/Users/me/a.nnspec',
  'file:///C:/Users/me/a.nnspec',
  'file://server/share/a.nnspec',
  'vscode-vfs://github/nnspec/a b.nnspec',
  'untitled:Untitled-1',
  'file:///h%C3%A9/(a)%20%5Bb%5D.nnspec',
  'file:///100%25/a.nnspec',
  "file:///it's/!*a.nnspec",
];

const paths = [
  'a.csv',
  './data/a.csv',
  '../a.csv',
  '../../../a.csv',
  '/abs/a.csv',
  'C:\\data\\a.csv',
];

describe('URIs', () => {
  for (const uri of uris) {
    it(`${uri} is written as VS Code writes it`, () => {
      assert.equal(normalUri(uri), URI.parse(uri).toString());
    });
  }

  for (const path of paths) {
    it(`${path} is found from the folder of its specification`, () => {
      const base = URI.parse('vscode-vfs://github/nnspec/models/a.nnspec');
      const written = path.replaceAll('\\', '/');
      const expected = /^[a-z]:\//i.test(written)
        ? base.with({ path: `/${written}` })
        : Utils.resolvePath(Utils.dirname(base), written);
      assert.equal(resolvePath(base.toString(), path), expected.toString());
    });
  }

  it('writes any name as VS Code does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const uri = URI.file(`/folder/${name}`);
        assert.equal(normalUri(uri.toString()), uri.toString());
      }),
    );
  });
});
