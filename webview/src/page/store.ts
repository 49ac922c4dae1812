/** Holds the state, and says when it changes. */
import { initialState, type PanelState, type Run } from './state.ts';

export class Store {
  readonly state: PanelState = initialState();
  readonly #changed: () => void;

  /** @param changed called after every change */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  set(changes: Partial<PanelState>): void {
    Object.assign(this.state, changes);
    this.#changed();
  }

  /** Changes the run that is shown; does nothing where there is none. */
  change(change: (run: Run) => Run): void {
    if (this.state.run) this.set({ run: change(this.state.run) });
  }

  /** Something went wrong that the person should hear of. */
  fail(fault: string): void {
    this.set({ fault, preparing: false });
  }
}

/** Without what was said about repairs of an earlier run. */
export function noSuggestions() {
  return {
    suggestions: [],
    ignored: new Set<string>(),
    report: null,
    applied: null,
    trials: { state: 'none' },
  } as const;
}
