/** What the person set that concerns the training panel. */
import { type Disposable, workspace } from 'vscode';
import type { PanelSettings } from '../../../webview/src/protocol.ts';

const section = 'nnspec';
/** More threads find no room to report in. */
const MOST_THREADS = 16;

export function panelSettings(): PanelSettings {
  const settings = workspace.getConfiguration(section);
  return {
    trialSeeds: within(settings.get('trials.seeds', 3), 1, 20),
    trialSeconds: within(settings.get('trials.budget', 300), 1, 86_400),
    threads: within(settings.get('threads', 0), 0, MOST_THREADS),
  };
}

/** Settings are edited by hand: what makes no sense is brought to the nearest that does. */
function within(value: unknown, low: number, high: number): number {
  const number = Number(value);
  return Number.isFinite(number) ? Math.min(high, Math.max(low, Math.round(number))) : low;
}

export function onPanelSettingsChange(react: () => void): Disposable {
  return workspace.onDidChangeConfiguration((change) => {
    const concerned = ['trials', 'threads'].map((name) => `${section}.${name}`);
    if (concerned.some((name) => change.affectsConfiguration(name))) react();
  });
}
