/** Shortest time for which one way of making steps is watched, in milliseconds. */
const WINDOW = 10;

/** How many times as long as a look at the other way takes the better one is kept to after it. */
const PATIENCE = 50;

/**
 * Decides whether a step is made together or alone, by what either took of late: on a busy machine,
 * threads that wait for each other are slower than one. Either gives the same bits, so that the clock
 * may decide. Looks at the other way for a fiftieth of the time.
 */
export class Pace {
  /** Whether the next step is made together. */
  together = true;
  /** Milliseconds a sample in the last window of either way; 0: there was none. */
  private togetherCost = 0;
  private aloneCost = 0;
  /** Of the present window. */
  private spent = 0;
  private samples = 0;
  /** Milliseconds in which it has to have been kept to. */
  private length = WINDOW;

  /** Told what a step took that was made as asked for. */
  note(milliseconds: number, samples: number): void {
    this.spent += milliseconds;
    this.samples += samples;
    if (this.spent < this.length) return;
    const cost = this.spent / this.samples;
    if (this.together) this.togetherCost = cost;
    else this.aloneCost = cost;
    const knowsBoth = this.length === WINDOW && this.aloneCost > 0;
    if (knowsBoth) {
      this.together = this.togetherCost <= this.aloneCost;
      this.length = PATIENCE * this.spent;
    } else {
      this.together = !this.together;
      this.length = WINDOW;
    }
    this.spent = 0;
    this.samples = 0;
  }
}
