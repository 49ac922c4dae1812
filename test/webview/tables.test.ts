import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Panels } from './panel.ts';

let panels: Panels;

before(async () => {
  panels = await Panels.start();
});

after(() => panels.stop());

test('a row of a table is typed in as it stands in the file: text is chosen, an empty field is a gap', async () => {
  const panel = await panels.open({ example: 'penguins.nnspec' });
  await panel.train();
  await panel.openTab('Predict');
  await panel.press('Next Sample');
  const { page } = panel;
  const island = page.getByLabel('island');
  await island.waitFor();
  assert.deepEqual(await island.locator('option').allInnerTexts(), [
    '',
    'Biscoe',
    'Dream',
    'Torgersen',
  ]);
  const answer = page.locator('.answer');
  const answerTo = async (row: Readonly<Record<string, string>>) => {
    for (const [name, value] of Object.entries(row)) {
      const field = page.getByLabel(name, { exact: true });
      if (name === 'island' || name === 'sex') await field.selectOption(value);
      else {
        await field.fill(value);
        await field.press('Tab');
      }
      // Each change is answered; the fields are made anew then.
      await page.waitForFunction(
        ([label, wanted]) =>
          [...document.querySelectorAll('label')].some(({ textContent, htmlFor }) => {
            const one = document.getElementById(htmlFor) as HTMLInputElement | null;
            return textContent === label && one?.value === wanted;
          }),
        [name, value] as const,
      );
    }
    return await answer.textContent();
  };
  const gentoo = { island: 'Biscoe', bill_length: '47', bill_depth: '15' };
  const gentooSize = { flipper_length: '220', body_mass: '5300', sex: 'male' };
  assert.equal(await answerTo({ ...gentoo, ...gentooSize }), 'Gentoo');
  const adelie = { island: 'Torgersen', bill_length: '38', bill_depth: '18.5' };
  assert.equal(
    await answerTo({ ...adelie, flipper_length: '185', body_mass: '', sex: '' }),
    'Adelie',
  );
  await panel.close();
});
