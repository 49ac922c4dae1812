import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { findChromium, installServer } from './install.ts';

/** A running VS Code server. */
export interface Server {
  /** Host and port, as `vscode-remote://` addresses name them. */
  readonly authority: string;
  /** What the server keeps; removed when it stops. */
  readonly dataFolder: string;
  /**
   * The address of the workbench on a folder, with what `payload` says of the window.
   * @param folder a path of this machine, or the URI of a folder that an extension provides
   */
  address(folder: string, payload?: readonly (readonly [string, string])[]): string;
  stop(): Promise<void>;
}

/** How the server is started. */
export interface ServerSettings {
  /** A .vsix or the folder of an unpacked extension, installed before the server starts. */
  readonly extensions?: readonly string[];
  /** The user's settings.json. */
  readonly userSettings?: Readonly<Record<string, unknown>>;
  /** False: the person has not said yet whether folders are to be trusted. */
  readonly trustWorkspaces?: boolean;
  /** 0 (the default) takes any free port. */
  readonly port?: number;
}

/** What hides everything in the window that is not about the file at hand. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.layoutControl.enabled': false,
  'workbench.settings.showAISearchToggle': false,
  'window.commandCenter': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  // The server would look through all processes every few seconds for ports.
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
};

/**
 * Starts a VS Code server with empty data folders of its own, which are removed when it stops.
 * @throws Error with the server's output when it ends before it is ready
 */
export async function startServer(settings: ServerSettings = {}): Promise<Server> {
  const { node, program } = installServer();
  const dataFolder = mkdtempSync(join(tmpdir(), 'nnspec-vscode-'));
  const userFolder = join(dataFolder, 'data/User');
  mkdirSync(userFolder, { recursive: true });
  const userSettings = { ...quietSettings, ...settings.userSettings };
  writeFileSync(join(userFolder, 'settings.json'), JSON.stringify(userSettings));

  const flags = ['--server-data-dir', dataFolder, '--accept-server-license-terms'];
  for (const extension of settings.extensions ?? []) {
    await ended(run(node, [program, ...flags, '--install-extension', extension, '--force']));
  }
  const server = run(node, [
    program,
    ...flags,
    ...['--host', '127.0.0.1', '--port', String(settings.port ?? 0)],
    ...['--without-connection-token', '--telemetry-level', 'off'],
    ...(settings.trustWorkspaces === false ? [] : ['--disable-workspace-trust']),
    // Lets a page hand over `extensionTestsPath` and the like; ignored without this flag.
    '--enable-smoke-test-driver',
  ]);
  const authority = await Promise.race([
    server.said(/Web UI available at http:\/\/([\w.]+:\d+)/),
    server.end.then((code) => {
      throw new Error(`VS Code's server ended with code ${code}:\n${server.output()}`);
    }),
  ]);
  return {
    authority,
    dataFolder,
    address: (folder, payload = []) => {
      const isUri = /^[\w-]{2,}:/.test(folder);
      const opened = isUri ? folder : decodeURI(pathToFileURL(folder).pathname);
      const query = new URLSearchParams({ folder: opened });
      if (payload.length > 0) query.set('payload', JSON.stringify(payload));
      return `http://${authority}/?${query}`;
    },
    stop: async () => {
      server.kill();
      await server.end;
      rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A headless Chromium that leaves the network alone. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

interface Running {
  /** Resolves with the first group of the first match in the output. */
  said(pattern: RegExp): Promise<string>;
  output(): string;
  kill(): void;
  readonly end: Promise<number | null>;
}

function run(program: string, args: readonly string[]): Running {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      for (const listener of listeners) listener();
    });
  }
  const end = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  return {
    said: (pattern) =>
      new Promise((resolve) => {
        const look = () => {
          const found = pattern.exec(output)?.[1];
          if (found !== undefined) resolve(found);
        };
        listeners.add(look);
        look();
      }),
    output: () => output,
    kill: () => child.kill(),
    end,
  };
}

async function ended(process: Running): Promise<void> {
  const code = await process.end;
  if (code !== 0) throw new Error(`VS Code's server ended with code ${code}:\n${process.output()}`);
}
