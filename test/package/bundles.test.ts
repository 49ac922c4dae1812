import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { RULES } from '#language';
import { bundleSizes } from '../../scripts/bundle-sizes.ts';
import { withoutPages } from '../../scripts/rule-pages.ts';

describe('bundles', () => {
  it('are not larger than they may be', async () => {
    const tooLarge = (await bundleSizes()).filter(({ bytes, limit }) => bytes > (limit ?? bytes));
    const told = tooLarge.map(({ output, bytes, limit }) => `${output}: ${bytes} of ${limit}`);
    assert.deepEqual(told, []);
  });

  it('have all of a rule but its page', async () => {
    const folder = new URL('../../language/src/lint/rules/', import.meta.url);
    const files = (await readdir(folder)).filter((name) => name !== 'index.ts');
    assert.equal(files.length, RULES.length);
    for (const name of files) {
      const path = new URL(name, folder);
      const source = await readFile(path, 'utf8');
      const kept = withoutPages(source, path.pathname);
      assert.doesNotMatch(kept, /^ {2}(topic|documentation|bad|good): /m, name);
      const silenceable = !/^ {2}severity: 'error'/m.test(source);
      assert.equal(/^ {2}summary: /m.test(kept), silenceable, name);
      assert.ok(kept.length < source.length, name);
    }
  });
});
