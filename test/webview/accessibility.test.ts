import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import type { AxeResults, RunOptions } from 'axe-core';
import { type Panel, type PanelSettings, Panels } from './panel.ts';
import { themes } from './themes.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tabs = ['Training', 'Layers', 'Results', 'Predict', 'Learning Rate', 'Runs'];
/** The narrowest that the panel is made for, and a wide one. */
const widths = [400, 1600];

let panels: Panels;

before(async () => {
  panels = await Panels.start();
});

after(() => panels.stop());

test('before training, the panel is accessible in every theme and width', async () => {
  const panel = await panels.open({ example: 'iris.nnspec' });
  await check(panel, ['Training', 'Results', 'Predict', 'Runs']);
  await panel.close();
});

test('in the middle of a training, the panel is accessible in every theme and width', async () => {
  const panel = await panels.open({ change: (text) => text.replace('epochs 15', 'epochs 100000') });
  await panel.press('Train');
  await panel.until('three epochs', async () => (await panel.epoch()) > 3);
  await panel.press('Pause');
  await panel.says(/Paused/);
  await check(panel, ['Training', 'Learning Rate']);
  await panel.close();
});

test('after training, every tab is accessible in every theme and width', async () => {
  const panel = await panels.open({ example: 'iris.nnspec' });
  await panel.train();
  await panel.openTab('Predict');
  await panel.press('Next Sample');
  await panel.page.locator('.answer').waitFor();
  await check(panel, tabs);
  await panel.close();
});

test('findings with suggestions are accessible in every theme and width', async () => {
  const panel = await panels.open({ example: 'digits.nnspec' });
  await panel.train();
  await panel.page.locator('.suggestion').first().waitFor();
  await check(panel, ['Training']);
  await panel.close();
});

/** What else a panel shows, and what the person did before. */
interface State {
  readonly what: string;
  readonly settings: PanelSettings;
  readonly play: (panel: Panel) => Promise<void>;
  readonly tabs: readonly string[];
}

const endless = (text: string) =>
  text.replace(/epochs \d+/, 'epochs 100000').replace(/early_stopping.*/, '');

const states: readonly State[] = [
  {
    what: 'forty layers with long names',
    settings: {
      example: 'digits_dense.nnspec',
      change: (text) =>
        text
          .replaceAll('DenseNet', 'TwoHiddenLayersWithDropoutAndHeInitialisation')
          .replaceAll('Digits', 'HandwrittenDigitsOfThePostOfficesOfTheNineties')
          .replace('he_normal)', 'he_normal) as a_very_long_name_for_the_first_hidden_layer')
          .replace('dropout(0.2)', 'repeat 37 { dense(16, tanh) }'),
    },
    play: (panel) => panel.train(),
    tabs: ['Training', 'Layers', 'Runs'],
  },
  {
    what: 'a regression with uncertainty',
    settings: {
      example: 'diabetes.nnspec',
      change: (text) =>
        text.replace('loss huber', 'loss huber\n  uncertainty mc_dropout(samples: 20)'),
    },
    play: (panel) => panel.train(),
    tabs: ['Results'],
  },
  {
    what: 'classes with uncertainty, and a learning rate found',
    settings: {
      example: 'digits_dense.nnspec',
      change: (text) => text.replace('seed 1', 'seed 1\n  uncertainty mc_dropout(samples: 20)'),
    },
    play: async (panel) => {
      await panel.train();
      await panel.openTab('Learning Rate');
      await panel.press(/^Find/);
      await panel.page.getByRole('button', { name: /^Apply: write/ }).waitFor();
    },
    tabs: ['Results', 'Learning Rate'],
  },
  {
    what: 'sequences, and an input of many numbers',
    settings: { example: 'sine_forecast.nnspec' },
    play: async (panel) => {
      await panel.train();
      await panel.openTab('Predict');
      await panel.press('Next Sample');
      await panel.page.locator('.answer').waitFor();
    },
    tabs: ['Results', 'Predict'],
  },
  {
    what: 'two runs beside each other',
    settings: { example: 'iris.nnspec' },
    play: async (panel) => {
      await panel.train();
      await panel.host.edit(panel.host.text.replace('seed 1', 'seed 2'));
      await panel.press('Train Again');
      await panel.says(/Finished/);
      await panel.openTab('Runs');
      await panel.page.getByRole('checkbox', { name: 'Draw Run 1 beside' }).check();
      await panel.page.locator('.comparisons .card').waitFor();
    },
    tabs: ['Runs', 'Training'],
  },
  {
    what: 'a training that was cut off',
    settings: { example: 'digits_dense.nnspec', change: endless },
    play: async (panel) => {
      await panel.press('Train');
      await panel.until('a checkpoint', () => panel.host.all('save-checkpoint').length > 0);
      await panel.page.workers()[0]?.evaluate(() => {
        setTimeout(() => {
          throw new Error('The worker of the test was killed.');
        });
      });
      await panel.page.locator('.notice', { hasText: 'Its state after' }).waitFor();
    },
    tabs: ['Training'],
  },
  {
    what: 'a suggestion that was tried, and another that was applied',
    settings: { example: 'digits.nnspec' },
    play: async (panel) => {
      await panel.train();
      await panel.page.locator('.suggestion').first().waitFor();
      await panel.press(/^Try:/);
      await panel.page.locator('.measured strong').first().waitFor();
      await panel.page
        .getByRole('button', { name: /^Apply/ })
        .nth(1)
        .click();
      await panel.page.locator('.applied').waitFor();
    },
    tabs: ['Training'],
  },
  {
    what: 'a panel in Indonesian',
    settings: { example: 'digits.nnspec', language: 'id' },
    play: async (panel) => {
      await panel.press('Latih');
      await panel.says(/Selesai/);
      await panel.page.locator('.suggestion').first().waitFor();
    },
    tabs: ['Pelatihan', 'Hasil', 'Riwayat'],
  },
];

for (const { what, settings, play, tabs } of states) {
  test(`accessible in every theme and width: ${what}`, async () => {
    const panel = await panels.open(settings);
    await play(panel);
    await check(panel, tabs);
    await panel.close();
  });
}

test('problems of the text are accessible in every theme and width', async () => {
  const panel = await panels.open({ change: (text) => text.replace('relu', 'relo') });
  await panel.says(/Cannot be trained/);
  await check(panel, ['Training']);
  await panel.close();
});

test('the check sees what it looks for', async () => {
  const panel = await panels.open({ example: 'iris.nnspec' });
  await panel.page.evaluate(axe);
  await panel.page.evaluate(() => {
    const heading = document.querySelector('h1');
    if (heading) heading.style.color = 'rgb(50 50 50)';
    document.querySelector('.phase + .buttons button')?.replaceChildren();
  });
  const found = await violations(panel, {});
  assert.ok(found.some((violation) => violation.startsWith('color-contrast')));
  assert.ok(found.some((violation) => violation.startsWith('button-name')));
  await panel.close();
});

/** Every rule at both widths, for the structure is the same in all themes; the contrast in each theme. */
async function check(panel: Panel, names: readonly string[]): Promise<void> {
  await panel.page.evaluate(axe);
  const found: string[] = [];
  const look = async (place: string, options: RunOptions) => {
    for (const violation of await violations(panel, options)) found.push(`${place}: ${violation}`);
  };
  for (const name of names) {
    await panel.openTab(name);
    for (const width of widths) {
      await panel.page.setViewportSize({ width, height: 900 });
      await look(`${name}, ${width} px`, {});
      const overflow = await panel.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (overflow > 0) found.push(`${name}, ${width} px: ${overflow} px too wide`);
    }
    for (const theme of Object.keys(themes)) {
      await panel.use(theme);
      await look(`${name}, ${theme}`, { runOnly: ['color-contrast'] });
    }
  }
  assert.deepEqual(found, []);
}

async function violations(panel: Panel, options: RunOptions): Promise<string[]> {
  const results = await panel.page.evaluate(
    (settings) =>
      (
        globalThis as unknown as {
          axe: { run(context: Document, options: RunOptions): Promise<AxeResults> };
        }
      ).axe.run(document, { ...settings, preload: false, resultTypes: ['violations'] }),
    options,
  );
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id} at ${html.slice(0, 120)}: ${any[0]?.message ?? ''}`),
  );
}
