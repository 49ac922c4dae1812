import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Panels } from './panel.ts';

/** The panel in Bahasa Indonesia, down to what the engine says in its worker. */
let panels: Panels;

before(async () => {
  panels = await Panels.start();
});

after(() => panels.stop());

test('what the engine refuses is said in the language of the page', async () => {
  const panel = await panels.open({
    language: 'id',
    change: (text) => text.replace(/input\(64\)/, '$&\n  dense(100000)\n  dense(100000)'),
  });
  await panel.press('Latih');
  const notice = panel.page.locator('.notice.error', { hasText: 'akan membutuhkan' });
  await notice.waitFor();
  assert.match(
    (await notice.textContent()) ?? '',
    /Melatih 'DigitNet' akan membutuhkan \d+ MiB; batasnya 2048 MiB\. Pakai batch_size yang lebih kecil/,
  );
  assert.deepEqual(panel.faults, []);
  await panel.close();
});
