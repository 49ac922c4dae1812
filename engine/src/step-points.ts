import type { StepPoint } from './events.ts';

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

  /** Whether the next step's point is wanted. */
  wantsNext(): boolean {
    return this.seen % this.every === 0;
  }

  /** Counts a step; `point` is null where it was not wanted. */
  add(point: StepPoint | null): void {
    this.seen += 1;
    if (point === null) return;
    this.points.push(point);
    if (this.points.length < MOST_POINTS) return;
    this.points = this.points.filter((_, index) => index % 2 === 0);
    this.every *= 2;
  }

  /** The points since the last call. */
  take(): StepPoint[] {
    const { points } = this;
    this.points = [];
    this.every = 1;
    this.seen = 0;
    return points;
  }
}
