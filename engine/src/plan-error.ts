/**
 * A plan that the engine cannot train: the message says what was asked, what the limit is and what
 * to do.
 */
export class PlanError extends Error {
  /** Id of the layer that causes it; null where it is the plan as a whole. */
  readonly layer: string | null;

  constructor(message: string, layer: string | null = null) {
    super(message);
    this.name = 'PlanError';
    this.layer = layer;
  }
}
