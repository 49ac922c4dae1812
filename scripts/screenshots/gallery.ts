/** The pictures of docs/gallery: the training panel in each of its states, taken from the built panel with its real engine. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Panel, type PanelSettings, Panels } from '../../test/webview/panel.ts';
import { root } from '../build.ts';

/** One picture: how the panel is opened, and what the person does before it is taken. */
interface Scene {
  readonly name: string;
  /** What there is to see, in one sentence. */
  readonly caption: string;
  readonly settings: PanelSettings;
  readonly play: (panel: Panel) => Promise<void>;
  /** The whole page in place of what fits the window. */
  readonly whole?: boolean;
}

/** A training that lasts until it is stopped. */
const endless = (text: string) =>
  text.replace(/epochs \d+/, 'epochs 100000').replace(/early_stopping.*/, '');
const digits = 'digits_dense.nnspec';
const trained = (panel: Panel) => panel.train();

async function reached(panel: Panel, epoch: number): Promise<void> {
  await panel.until(`epoch ${epoch}`, async () => (await panel.epoch()) > epoch);
}

async function tried(panel: Panel): Promise<void> {
  await panel.train();
  const card = panel.page.locator('.suggestion', { hasText: 'Raise the learning rate to 1e-3' });
  await card.getByRole('button', { name: /^Try/ }).click();
  await card.locator('.measured strong').waitFor();
  await panel.page.locator('.trying').waitFor({ state: 'detached' });
}

async function compared(panel: Panel): Promise<void> {
  await panel.train();
  await panel.host.edit(panel.host.text.replace('dropout(0.3)', 'dropout(0.6)'));
  await panel.press('Train Again');
  await panel.says(/Finished/);
  await panel.openTab('Runs');
  await panel.page.getByRole('checkbox', { name: 'Draw Run 1 beside the present run' }).check();
  await panel.page.locator('.comparisons .card').waitFor();
}

async function interrupted(panel: Panel): Promise<void> {
  await panel.press('Train');
  await panel.until('a checkpoint', () => panel.host.all('save-checkpoint').length > 0);
  await panel.page.workers()[0]?.evaluate(() => {
    setTimeout(() => {
      throw new Error('Out of memory.');
    });
  });
  await panel.says(/Interrupted/);
  await panel.page.locator('.notice', { hasText: 'Its state after' }).waitFor();
}

const tab =
  (name: string, first: (panel: Panel) => Promise<void> = trained) =>
  async (panel: Panel) => {
    await first(panel);
    await panel.openTab(name);
  };

const scenes: readonly Scene[] = [
  {
    name: 'ready',
    caption: 'Before the first training: what will be where, and one button.',
    settings: { example: digits },
    play: async () => {},
  },
  {
    name: 'training',
    caption: 'While a convolutional network trains: curves, gradients and the state of each layer.',
    settings: { example: 'digits_conv.nnspec' },
    play: async (panel) => {
      await panel.press('Train');
      await reached(panel, 12);
    },
  },
  {
    name: 'finished',
    caption: 'A training that went well; the best epoch and the early stop are marked.',
    settings: { example: digits, theme: 'vscode-light' },
    play: trained,
  },
  {
    name: 'diverged',
    caption: 'A learning rate far too high: where it broke down, and what would help.',
    settings: {
      example: 'diabetes.nnspec',
      change: (text) => text.replace(/optimizer .*/, 'optimizer sgd(learning_rate: 1e12)'),
    },
    play: async (panel) => {
      await panel.press('Train');
      await panel.says(/Diverged/);
      await panel.page.locator('.suggestion').first().waitFor();
    },
  },
  {
    name: 'findings',
    caption: 'A finding with its evidence, its line and its repairs, before any was tried.',
    settings: { example: 'digits.nnspec', theme: 'vscode-light' },
    play: async (panel) => {
      await panel.train();
      await panel.page.locator('.suggestion').first().waitFor();
    },
  },
  {
    name: 'suggestion-tried',
    caption: 'A repair that was trained on three seeds beside the present text, and won.',
    settings: { example: 'digits.nnspec' },
    play: tried,
  },
  {
    name: 'layers',
    caption: 'Updates beside the band of what is usual, gradient norms, distributions by epoch.',
    settings: { example: digits },
    play: tab('Layers'),
  },
  {
    name: 'clipping',
    caption: 'The gradient’s norm before and after clipping, in a recurrent network.',
    settings: { example: 'sine_forecast.nnspec', theme: 'vscode-light' },
    play: tab('Layers'),
  },
  {
    name: 'results-classes',
    caption:
      'Confusion matrix, worst mistakes as images, and how far the confidence can be trusted.',
    settings: { example: digits },
    play: tab('Results'),
  },
  {
    name: 'results-regression',
    caption: 'Predicted against actual values, and the residuals.',
    settings: { example: 'diabetes.nnspec', theme: 'vscode-light' },
    play: tab('Results'),
  },
  {
    name: 'boundary',
    caption: 'For two features the decision boundary, drawn while it forms.',
    settings: { example: 'spirals.nnspec', height: 1000 },
    play: trained,
  },
  {
    name: 'sequence',
    caption: 'Sequences, what followed them, and what the model forecast.',
    settings: { example: 'sine_forecast.nnspec' },
    play: tab('Results'),
    whole: true,
  },
  {
    name: 'monte-carlo-dropout',
    caption:
      'Monte Carlo dropout: entropies of right and wrong answers, and the most uncertain samples.',
    settings: {
      example: digits,
      theme: 'vscode-light',
      change: (text) =>
        text.replace('metrics accuracy', 'metrics accuracy\n  uncertainty mc_dropout(samples: 50)'),
    },
    play: tab('Results'),
    whole: true,
  },
  {
    name: 'uncertain-regression',
    caption: 'Monte Carlo dropout for numbers: mean ± 2σ beside the right answers.',
    settings: {
      example: 'diabetes.nnspec',
      change: (text) =>
        text.replace('loss huber', 'loss huber\n  uncertainty mc_dropout(samples: 50)'),
    },
    play: tab('Results'),
    whole: true,
  },
  {
    name: 'predict',
    caption: 'What the model makes of an image that it has never seen, with its uncertainty.',
    settings: { example: digits },
    play: async (panel) => {
      await tab('Predict')(panel);
      await panel.press('Next Sample');
      await panel.page.locator('.answer').waitFor();
    },
  },
  {
    name: 'learning-rate-finder',
    caption:
      'The range test: where the loss falls fastest, and a button that writes it into the text.',
    settings: { example: digits, theme: 'vscode-light' },
    play: async (panel) => {
      await panel.openTab('Learning Rate');
      await panel.press(/^Find/);
      await panel.page.getByRole('button', { name: /^Apply: write/ }).waitFor();
    },
  },
  {
    name: 'runs-compared',
    caption: 'Two runs beside each other: their numbers, and how their texts differ.',
    settings: { example: digits },
    play: compared,
  },
  {
    name: 'curves-compared',
    caption: 'The curves of an earlier run laid over the present ones.',
    settings: { example: digits },
    play: async (panel) => {
      await compared(panel);
      await panel.openTab('Training');
    },
  },
  {
    name: 'interrupted',
    caption: 'A training that was cut off, and goes on from its last checkpoint.',
    settings: { example: digits, change: endless, theme: 'vscode-light' },
    play: interrupted,
  },
  {
    name: 'transfer-learning',
    caption: 'Transfer learning: where one phase ends and the next begins.',
    settings: { example: 'gallery/transfer-learning.nnspec', theme: 'vscode-light' },
    play: trained,
  },
  {
    name: 'frozen-layers',
    caption:
      'In the first phase of a transfer only the new head learns: the other layers are frozen.',
    settings: { example: 'gallery/transfer-learning.nnspec', change: endless },
    play: async (panel) => {
      await panel.press('Train');
      await reached(panel, 60);
    },
  },
  {
    name: 'problems',
    caption: 'A text with errors is not trained: each is named, with a way to its line.',
    settings: {
      example: digits,
      change: (text) => text.replace('softmax', 'softmix'),
      height: 500,
    },
    play: async (panel) => {
      await panel.says(/Cannot be trained/);
    },
  },
  {
    name: 'forty-layers',
    caption: 'Forty layers: each keeps its colour from the first to the last.',
    settings: {
      example: digits,
      change: (text) =>
        text.replace(/dense\(100[\s\S]*?dense\(10,/, 'repeat 40 { dense(16, tanh) }\n  dense(10,'),
    },
    play: trained,
  },
  {
    name: 'narrow',
    caption: 'At 400 pixels.',
    settings: { example: digits, width: 400, height: 1100 },
    play: trained,
  },
  {
    name: 'wide',
    caption: 'At 1,600 pixels: large curves, and the network in sight beside them.',
    settings: { example: digits, width: 1600, height: 1000, theme: 'vscode-light' },
    play: trained,
  },
  {
    name: 'high-contrast',
    caption: 'High contrast, dark.',
    settings: { example: 'spirals.nnspec', theme: 'vscode-high-contrast', height: 1000 },
    play: trained,
  },
  {
    name: 'high-contrast-light',
    caption: 'High contrast, light.',
    settings: { example: 'digits.nnspec', theme: 'vscode-high-contrast-light' },
    play: async (panel) => {
      await panel.train();
      await panel.page.locator('.suggestion').first().waitFor();
    },
  },
  {
    name: 'indonesian',
    caption: 'In Bahasa Indonesia.',
    settings: { example: digits, language: 'id' },
    play: async (panel) => {
      await panel.press('Latih');
      await panel.says(/Selesai/);
    },
  },
];

/**
 * Takes the pictures and writes the page that shows them.
 * @param only the name of one picture; the others stay as they are
 */
export async function takeGallery(only?: string): Promise<void> {
  const folder = join(root, 'docs/gallery');
  mkdirSync(folder, { recursive: true });
  const panels = await Panels.start();
  try {
    for (const scene of scenes) {
      if (only === undefined || only === scene.name) await take(panels, scene, folder);
    }
  } finally {
    await panels.stop();
  }
  const wanted = new Set(scenes.map(({ name }) => `${name}.png`));
  for (const file of readdirSync(folder)) {
    if (file.endsWith('.png') && !wanted.has(file)) rmSync(join(folder, file));
  }
  writeFileSync(join(folder, 'README.md'), pageOf());
}

async function take(panels: Panels, scene: Scene, folder: string): Promise<void> {
  const panel = await panels.open({ width: 1200, height: 780, ...scene.settings });
  try {
    await scene.play(panel);
    await panel.page.mouse.move(0, 0);
    // Charts take their places when their tab is seen for the first time, and their turns one after the other.
    await panel.page.waitForTimeout(900);
    const path = join(folder, `${scene.name}.png`);
    await panel.page.screenshot({ path, fullPage: scene.whole ?? false });
    console.log(`docs/gallery/${scene.name}.png`);
  } finally {
    await panel.close();
  }
}

function pageOf(): string {
  const entries = scenes.map(({ name, caption }) => `${caption}\n\n![${caption}](${name}.png)\n`);
  return `# The training panel in pictures\n\nTaken by \`npm run screenshots\` from the panel itself, while it trains the [examples](../../examples).\n\n${entries.join('\n')}`;
}
