/** What the person set that concerns the training panel. */
import { type Disposable, workspace } from 'vscode';
import type { PanelSettings } from '../../../webview/src/protocol.ts';

const section = 'nnspec.trials';

export function panelSettings(): PanelSettings {
  const trials = workspace.getConfiguration(section);
  return {
    trialSeeds: within(trials.get('seeds', 3), 1, 20),
    trialSeconds: within(trials.get('budget', 300), 1, 86_400),
  };
}

/** Settings are edited by hand: what makes no sense is brought to the nearest that does. */
function within(value: unknown, low: number, high: number): number {
  const number = Number(value);
  return Number.isFinite(number) ? Math.min(high, Math.max(low, Math.round(number))) : low;
}

export function onPanelSettingsChange(react: () => void): Disposable {
  return workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(section)) react();
  });
}
