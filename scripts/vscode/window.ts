/** VS Code's window in Chromium, driven as a person drives it: with clicks and keys. */
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';

/** How a window looks. */
export interface Look {
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
  /** VS Code's display language where it is not English: `id`. Its own words stay English: there is no language pack. */
  readonly language?: string;
}

/**
 * Opens the workbench and waits until it can be used.
 * @param address from `Server.address`
 */
export async function openWindow(browser: Browser, address: string, look: Look): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: look.width, height: look.height },
    colorScheme: look.scheme,
  });
  // The window asks before it is closed while a file is being saved; nobody is there to answer.
  page.on('dialog', (dialog) => void dialog.accept());
  if (look.language !== undefined) await page.addInitScript(setLanguage, look.language);
  await page.goto(address);
  await page.locator('.monaco-workbench .statusbar').waitFor();
  return page;
}

/** Runs in the page before VS Code does, which a language pack would tell its language in this way. */
function setLanguage(language: string): void {
  Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: language });
}

/** Opens a file of the window's folder by its name. */
export async function openFile(page: Page, name: string): Promise<void> {
  await pickFrom(page, 'Control+p', name, name);
  await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
  await page.locator('.monaco-editor .view-line').first().waitFor();
}

/** Runs a command by its title, through the command palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await pickFrom(page, 'F1', `>${title}`, title);
}

/** How long a list may take to open and fill; it closes by itself when something else takes the focus. */
const LIST_MILLISECONDS = 10_000;
const LIST_ATTEMPTS = 5;

/** After this time the status may say something else. */
const STATUS_MILLISECONDS = 2000;

/** Within this time a dialog for files has written its proposal. */
const PROPOSAL_MILLISECONDS = 500;

/** Opens a list by its key and chooses from it; opens it again where it closed under the hand. */
async function pickFrom(page: Page, key: string, typed: string, shown: string): Promise<void> {
  const input = page.locator('.quick-input-widget input[type=text]');
  const row = page.locator('.quick-input-widget .monaco-list-row', { hasText: shown }).first();
  const patience = { timeout: LIST_MILLISECONDS };
  for (let attempt = 1; ; attempt++) {
    await page.keyboard.press(key);
    try {
      await input.fill(typed, patience);
      return await row.click(patience);
    } catch (error) {
      if (attempt === LIST_ATTEMPTS) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

/** Puts the cursor at the first place where the editor shows `text`. */
export async function placeCursor(page: Page, text: string): Promise<void> {
  await editorLine(page, text).click();
}

/** A line of the editor that contains `text`. */
export function editorLine(page: Page, text: string): Locator {
  // The editor shows spaces as no-break spaces.
  return page.locator('.monaco-editor .view-line', { hasText: text }).first();
}

/** A code lens of the active editor by its words. */
export function lens(page: Page, words: string): Locator {
  return page.locator('.codelens-decoration a', { hasText: words }).first();
}

/** The page inside the training panel. */
export function trainingPanel(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
}

/** How long a press of a code lens may take to open the panel. */
const OPENING_MILLISECONDS = 20_000;
const OPENING_ATTEMPTS = 3;

/**
 * Opens the training panel by a code lens. A lens that VS Code draws anew under the hand does not hear the press, and a
 * panel whose page VS Code could not load stays empty: either is told of and done again.
 */
export async function openPanel(page: Page, words: string): Promise<void> {
  const tab = page.locator('.editor-group-container').nth(1).locator('.tab.active');
  for (let attempt = 1; ; attempt++) {
    await lens(page, words).click();
    try {
      return await trainingPanel(page).locator('.phase').waitFor({ timeout: OPENING_MILLISECONDS });
    } catch (error) {
      if (attempt === OPENING_ATTEMPTS) throw await withSight(page, error);
      console.warn(`The panel did not open. ${await sight(page)}`);
      if (await tab.isVisible()) await tab.locator('.codicon-close').click();
    }
  }
}

/** Waits until the panel's state is one of these words: `Training`, `Finished`. */
export async function panelSays(page: Page, words: RegExp, seconds = 60): Promise<void> {
  const phase = trainingPanel(page).locator('.phase', { hasText: words });
  try {
    await phase.waitFor({ timeout: seconds * 1000 });
  } catch (error) {
    throw await withSight(page, error);
  }
}

/** What the window shows, for whoever reads of a wait that was in vain. */
async function sight(page: Page): Promise<string> {
  const panel = trainingPanel(page);
  const places: readonly (readonly [string, Locator])[] = [
    ['Tabs', page.locator('.tab')],
    ['messages', page.locator('.notification-toast, .monaco-dialog-box')],
    ['state', panel.locator('.phase, .place')],
    ['notices', panel.locator('.notice')],
  ];
  const shown = places.map(async ([name, place]) => {
    const texts = await place.allInnerTexts().catch(() => []);
    return `${name}: ${texts.map((text) => text.replaceAll(/\s+/g, ' ').trim()).join(', ') || 'none'}`;
  });
  return `${(await Promise.all(shown)).join('; ')}.`;
}

async function withSight(page: Page, error: unknown): Promise<Error> {
  return new Error(`${error}\n${await sight(page)}`, { cause: error });
}

/** Takes the entry with these words from the list that is open. */
export async function pick(page: Page, words: string): Promise<void> {
  await page.locator('.quick-input-widget .monaco-list-row', { hasText: words }).first().click();
}

/** Answers VS Code's dialog for files, which in a browser is a list with an input and a button. */
export async function typePath(page: Page, path: string): Promise<void> {
  const input = page.locator('.quick-input-widget input[type=text]');
  const button = page.locator('.quick-input-widget .quick-input-action').first();
  await button.waitFor();
  // The dialog writes its proposal when it knows the folder: over what was typed before.
  for (let attempt = 1; ; attempt++) {
    await input.fill(path);
    await page.waitForTimeout(PROPOSAL_MILLISECONDS);
    if ((await input.inputValue()) === path) await page.keyboard.press('Enter');
    try {
      return await button.waitFor({ state: 'hidden', timeout: LIST_MILLISECONDS });
    } catch (error) {
      if (attempt === LIST_ATTEMPTS) throw error;
    }
  }
}

/** Waits until the language status item of the active editor says so; what it shows is as it was when it was opened. */
export async function statusSays(page: Page, words: RegExp): Promise<void> {
  const shown = page.locator('.hover-language-status').first();
  for (let attempt = 1; ; attempt++) {
    await page.locator('[id="status.languageStatus"]').click();
    await shown.waitFor();
    const text = (await shown.textContent()) ?? '';
    await page.keyboard.press('Escape');
    if (words.test(text)) return;
    if (attempt === LIST_ATTEMPTS) throw new Error(`The status says “${text}”, not ${words}.`);
    await page.waitForTimeout(STATUS_MILLISECONDS);
  }
}
