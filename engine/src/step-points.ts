import type { EngineEvent, StepPoint } from './events.ts';
import type { Progress } from './progress.ts';
import type { Stepper } from './stepper.ts';

/** Points that one `steps` event may hold. */
const MOST_POINTS = 256;

/**
 * Collects the steps between two events and thins them evenly: only every 2ᵏth step is kept once
 * there are too many.
 */
export class StepPoints {
  private points: StepPoint[] = [];
  private every = 1;
  private seen = 0;

  /** Adds the step of `rows` samples that was just made to the epoch's sums, and as a point. */
  record(stepper: Stepper, { sums, step, learningRate }: Progress, rows: number): void {
    const { loss, gradientNorm, clippedNorm, updated } = stepper;
    sums.loss += loss * rows;
    sums.rows += rows;
    if (updated) {
      sums.norm += gradientNorm;
      sums.clippedNorm += clippedNorm;
      sums.updates += 1;
      // Rounding alone must not count as clipping.
      if (clippedNorm < gradientNorm * (1 - 1e-5)) sums.clipped += 1;
    }
    const wanted = this.wantsNext();
    this.add(wanted ? { step, loss, learningRate, gradientNorm, clippedNorm } : null);
  }

  /** Puts the points since the last call among the events: before one that ends the training. */
  flush(events: EngineEvent[]): void {
    const points = this.take();
    if (points.length === 0) return;
    // A reader sees the steps that led to the end before the end.
    const last = events.at(-1)?.type;
    const at = last === 'finished' || last === 'diverged' ? events.length - 1 : events.length;
    events.splice(at, 0, { type: 'steps', points });
  }

  /** Whether the next step's point is wanted. */
  private wantsNext(): boolean {
    return this.seen % this.every === 0;
  }

  /** Counts a step; `point` is null where it was not wanted. */
  private add(point: StepPoint | null): void {
    this.seen += 1;
    if (point === null) return;
    this.points.push(point);
    if (this.points.length < MOST_POINTS) return;
    this.points = this.points.filter((_, index) => index % 2 === 0);
    this.every *= 2;
  }

  /** The points since the last call. */
  private take(): StepPoint[] {
    const { points } = this;
    this.points = [];
    this.every = 1;
    this.seen = 0;
    return points;
  }
}
