/** The built panel, open in Chromium as VS Code would show it, and what tests ask of it. */
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { root } from '../../scripts/build.ts';
import { launchChromium } from '../../scripts/vscode/server.ts';
import type { FromWebview, RunState, StoredRun, ToWebview } from '../../webview/src/protocol.ts';
import { FakeHost } from './fake-host.ts';
import { type StaticFiles, serveFiles } from './static-files.ts';
import { themes } from './themes.ts';

/** A page that has stored nothing for so long has nothing to store. */
const SAVING_MILLISECONDS = 300;

/** How a panel is opened; everything may be left out. */
export interface PanelSettings {
  /** A file of examples/. */
  readonly example?: string;
  /** What the document says in place of the file. */
  readonly change?: (text: string) => string;
  readonly theme?: string;
  readonly width?: number;
  readonly height?: number;
  /** `id`; English where it is left out. */
  readonly language?: string;
}

/** A message of a worker, as the page got it. */
export interface WorkerMessage {
  readonly type: string;
  /** Milliseconds since the page was opened. */
  readonly time: number;
  /** The last epoch that it says has ended; 0 where it tells of none. */
  readonly ended: number;
}

/** Of an event of the engine, what `WorkerMessage` tells of it. */
interface Told {
  readonly type: string;
  readonly record?: { readonly epoch: number };
}

/** What the page's own scripts find and leave in its window. */
interface PageGlobals {
  acquireVsCodeApi: () => { postMessage(message: unknown): void; setState(): void };
  toHost: (message: string) => Promise<void>;
  faultOfPage: (fault: string) => Promise<void>;
  workerMessages: WorkerMessage[];
  /** All that were started, the latest last. */
  workers: Worker[];
}

/** A browser and a server of the built files, shared by the tests of one file. */
export class Panels {
  readonly #browser: Browser;
  readonly #files: StaticFiles;

  private constructor(browser: Browser, files: StaticFiles) {
    this.#browser = browser;
    this.#files = files;
  }

  static async start(): Promise<Panels> {
    return new Panels(await launchChromium(), await serveFiles(join(root, 'dist')));
  }

  /** Opens a panel and waits until it has heard from its host. */
  async open({
    example = 'digits.nnspec',
    change = (text) => text,
    theme = 'vscode-dark',
    width = 1000,
    height = 900,
    language = 'en',
  }: PanelSettings = {}): Promise<Panel> {
    const page = await this.#browser.newPage({ viewport: { width, height } });
    page.setDefaultTimeout(20_000);
    const faults: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    const host = await FakeHost.open(join(root, 'examples', example), change, (message) =>
      post(page, message),
    );
    await page.exposeFunction('toHost', (message: string) =>
      host.receive(JSON.parse(message, this.#reviveBytes) as FromWebview),
    );
    await page.exposeFunction('faultOfPage', (fault: string) => faults.push(fault));
    await page.addInitScript(prepareWindow);
    await page.goto(`${this.#files.origin}/panel.html?language=${language}`);
    const panel = new Panel(page, host, faults);
    await panel.use(theme);
    await panel.page.locator('.phase:not(:empty)').waitFor();
    await panel.page
      .locator('h1', { hasText: / / })
      .or(panel.page.locator('.notice'))
      .first()
      .waitFor();
    return panel;
  }

  /** Messages say of bytes under which name the page has posted them. */
  readonly #reviveBytes = (_: string, value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || !('posted' in value)) return value;
    return this.#files.take(String(value.posted));
  };

  async stop(): Promise<void> {
    await this.#browser.close();
    this.#files.close();
  }
}

export class Panel {
  readonly page: Page;
  readonly host: FakeHost;
  /** Errors and warnings of the console, uncaught errors, violations of the content security policy. */
  readonly faults: readonly string[];

  constructor(page: Page, host: FakeHost, faults: readonly string[]) {
    this.page = page;
    this.host = host;
    this.faults = faults;
  }

  /** Waits until the header names this state. */
  async says(state: RegExp): Promise<void> {
    await this.page.locator('.phase', { hasText: state }).waitFor();
  }

  /** Presses the first button that is called so. */
  async press(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name }).first().click();
  }

  async openTab(name: string): Promise<void> {
    await this.page.getByRole('tab', { name, exact: true }).click();
  }

  /** Trains to the end. */
  async train(): Promise<void> {
    await this.press('Train');
    await this.says(/Finished/);
  }

  /** The run that is shown, once it is stored in this state and the page has nothing more to say of it. */
  async stored(state: RunState): Promise<StoredRun> {
    const shown = (await this.page.locator('.facts').textContent())?.split(' · ')[0];
    const { saved } = this.host;
    const last = () => saved.findLast(({ summary }) => summary.name === shown);
    await this.until(`a stored run that is ${state}`, () => last()?.summary.state === state);
    for (let count = 0; count < saved.length; await this.page.waitForTimeout(SAVING_MILLISECONDS)) {
      count = saved.length;
    }
    const run = last();
    if (!run) throw new Error('The run was stored and is gone.');
    return run;
  }

  /** The large number under this title, as it is shown. */
  async number(title: string): Promise<string> {
    const tile = this.page.locator('.number', {
      has: this.page.locator('dt', { hasText: new RegExp(`^${title}$`, 'i') }),
    });
    return (await tile.locator('dd').textContent()) ?? '';
  }

  /** Reads the number before the slash of `Epoch 3 / 15`. */
  async epoch(): Promise<number> {
    const place = (await this.page.locator('.place').textContent()) ?? '';
    return Number(/Epoch ([\d,]+)/.exec(place)?.[1]?.replaceAll(',', '') ?? 0);
  }

  chart(quantity: string): Locator {
    return this.page.locator(`[data-chart="${quantity}"]`);
  }

  /** Waits until `holds` does, looking again at every frame of the page. */
  async until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
    const end = performance.now() + 20_000;
    while (!(await holds())) {
      if (performance.now() > end) throw new Error(`Waited in vain: ${what}.`);
      await this.page.evaluate(() => new Promise(requestAnimationFrame));
    }
  }

  /** Says it to the page as VS Code does when the person chooses another theme. */
  async use(theme: string): Promise<void> {
    const variables = Object.entries(themes[theme] ?? {});
    await this.page.evaluate(
      ([name, entries]) => {
        document.documentElement.removeAttribute('style');
        for (const [variable, value] of entries) {
          document.documentElement.style.setProperty(`--vscode-${variable}`, value);
        }
        document.body.className = name;
      },
      [theme, variables] as const,
    );
  }

  /** What workers have said so far. */
  async workerMessages(): Promise<WorkerMessage[]> {
    return this.page.evaluate(() => (globalThis as unknown as PageGlobals).workerMessages);
  }

  /** Ends the latest worker as a browser does that needs its memory: nobody is told. */
  async endWorker(): Promise<void> {
    await this.page.evaluate(() => {
      (globalThis as unknown as PageGlobals).workers.at(-1)?.terminate();
    });
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}

async function post(page: Page, message: ToWebview): Promise<void> {
  // A test that is over closes its page while the host still answers.
  if (page.isClosed()) return;
  await page
    .evaluate((value) => window.postMessage(value, '*'), message)
    .catch((error) => {
      if (!page.isClosed()) throw error;
    });
}

/** Runs in the page before its own script: VS Code's API, and ears for what goes wrong and what workers say. */
function prepareWindow(): void {
  /**
   * Bytes go another way, which costs the page no more than VS Code's; messages have them nowhere but in fields of their own.
   */
  const written = async (value: unknown) => {
    if (!(value instanceof Uint8Array)) return value;
    const name = crypto.randomUUID();
    await fetch(`/bytes/${name}`, { method: 'POST', body: new Blob([value as BlobPart]) });
    return { posted: name };
  };
  const send = async (message: object) => {
    const fields = Object.entries(message).map(async ([name, value]) => [
      name,
      await written(value),
    ]);
    void globals.toHost(JSON.stringify(Object.fromEntries(await Promise.all(fields))));
  };
  const globals = globalThis as unknown as PageGlobals;
  // One after the other: messages arrive in the order in which they were sent.
  let sent = Promise.resolve();
  globals.acquireVsCodeApi = () => ({
    postMessage: (message) => {
      sent = sent.then(() => send(message as object));
    },
    setState: () => {},
  });
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    void globals.faultOfPage(`${violatedDirective} forbids ${blockedURI}`);
  });
  globals.workerMessages = [];
  globals.workers = [];
  globalThis.Worker = class extends Worker {
    constructor(address: string | URL, options?: WorkerOptions) {
      super(address, options);
      globals.workers.push(this);
      this.addEventListener('message', ({ data }) => {
        const { type, events = [] }: { type: string; events?: Told[] } = data;
        const ended = events.findLast((event) => event.type === 'epoch')?.record?.epoch ?? 0;
        globals.workerMessages.push({ type, time: performance.now(), ended });
      });
    }
  };
}
