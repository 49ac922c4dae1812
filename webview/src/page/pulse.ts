/**
 * Notices a worker that has fallen silent. One that is killed, by the browser or for want of memory, does not always say so;
 * one that is in a very long step looks the same, and may speak again.
 */

/** A worker is asked for a sign of life this often. */
const BEAT_MILLISECONDS = 1000;
/** Counted in questions, not in time: while the computer sleeps, none are asked. */
const MOST_UNANSWERED = 10;

/** How long nothing was heard when a worker is called silent. */
export const SILENCE_SECONDS = (BEAT_MILLISECONDS * MOST_UNANSWERED) / 1000;

export class Pulse {
  readonly #tell: (silent: boolean) => void;
  readonly #timer: ReturnType<typeof setInterval>;
  #unanswered = 0;

  /**
   * @param ask asks the worker for a sign of life
   * @param tell told when the worker falls silent, and when it speaks again
   */
  constructor(ask: () => void, tell: (silent: boolean) => void) {
    this.#tell = tell;
    this.#timer = setInterval(() => {
      this.#unanswered++;
      if (this.#unanswered === MOST_UNANSWERED + 1) tell(true);
      ask();
    }, BEAT_MILLISECONDS);
  }

  /** To be called with whatever the worker says. */
  heard(): void {
    const wasSilent = this.#unanswered > MOST_UNANSWERED;
    this.#unanswered = 0;
    if (wasSilent) this.#tell(false);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
