import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Panel, Panels } from './panel.ts';

let panels: Panels;

before(async () => {
  panels = await Panels.start();
});

after(() => panels.stop());

test('the keyboard alone reaches Train, the tabs and what is in them', async () => {
  const panel = await panels.open({ example: 'iris.nnspec' });
  await tabTo(panel, 'Train');
  await panel.page.keyboard.press('Enter');
  await panel.says(/Finished/);
  await tabTo(panel, 'Training');
  for (const name of ['Layers', 'Results', 'Predict']) {
    await panel.page.keyboard.press('ArrowRight');
    assert.equal(await focused(panel), name);
    await panel.page.getByRole('tabpanel', { name, exact: true }).waitFor();
  }
  await tabTo(panel, 'Next Sample');
  await panel.page.keyboard.press('Space');
  await panel.page.locator('.answer').waitFor();
  assert.equal(await focused(panel), 'Next Sample');
  await panel.close();
});

test('what has the focus can be seen to have it', async () => {
  const panel = await panels.open({ example: 'iris.nnspec' });
  for (let stop = 0; stop < 12; stop += 1) {
    await panel.page.keyboard.press('Tab');
    const outline = await panel.page.evaluate(() => {
      const active = document.activeElement;
      return active && active !== document.body ? getComputedStyle(active).outlineStyle : 'solid';
    });
    assert.notEqual(outline, 'none', `no outline around “${await focused(panel)}”`);
  }
  await panel.close();
});

/** Presses Tab until the control of this name has the focus. */
async function tabTo(panel: Panel, name: string): Promise<void> {
  for (let stop = 0; stop < 60; stop += 1) {
    await panel.page.keyboard.press('Tab');
    if ((await focused(panel)) === name) return;
  }
  assert.fail(`Tab does not reach “${name}”`);
}

/** The text of what has the focus. */
async function focused(panel: Panel): Promise<string> {
  return panel.page.evaluate(() => document.activeElement?.textContent ?? '');
}
