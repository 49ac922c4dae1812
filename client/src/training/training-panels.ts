/** All open training panels, one a train block. */
import { type Disposable, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { TrainTarget } from './run-store.ts';
import { type PanelServices, TrainingPanel } from './training-panel.ts';

const viewType = 'nnspec.training';

/** Opens panels and restores them when a window is loaded again. */
export class TrainingPanels {
  readonly #services: PanelServices;
  readonly #open = new Map<string, TrainingPanel>();
  readonly #serializer: Disposable;

  constructor(services: PanelServices) {
    this.#services = services;
    this.#serializer = window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel, state) => {
        if (isTarget(state)) this.#adopt(panel, state, false);
        else panel.dispose();
      },
    });
  }

  /** Shows the panel of a train block, a new one if need be. */
  show(target: TrainTarget, { start }: { readonly start: boolean }): void {
    const existing = this.#open.get(keyOf(target));
    if (existing) {
      existing.show();
      if (start) void existing.prepare(true);
      return;
    }
    const panel = window.createWebviewPanel(
      viewType,
      'Training',
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      // A hidden panel goes on training.
      { retainContextWhenHidden: true, enableFindWidget: true },
    );
    this.#adopt(panel, target, start);
  }

  dispose(): void {
    this.#serializer.dispose();
  }

  #adopt(panel: WebviewPanel, target: TrainTarget, start: boolean): void {
    const key = keyOf(target);
    this.#open.set(key, new TrainingPanel(panel, target, start, this.#services));
    panel.onDidDispose(() => this.#open.delete(key));
  }
}

function keyOf({ uri, train }: TrainTarget): string {
  return `${uri}#${train}`;
}

/** What the page left behind for its successor. */
function isTarget(state: unknown): state is TrainTarget {
  if (typeof state !== 'object' || state === null) return false;
  const { uri, train } = state as Partial<Record<keyof TrainTarget, unknown>>;
  return typeof uri === 'string' && typeof train === 'number';
}
