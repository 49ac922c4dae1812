/** What the engine trains, by the names of the language's catalogue; a test holds the two equal. */
export interface EngineEntries {
  readonly layers: readonly string[];
  readonly activations: readonly string[];
  readonly initializers: readonly string[];
  readonly optimizers: readonly string[];
  readonly schedules: readonly string[];
  readonly losses: readonly string[];
  readonly metrics: readonly string[];
}

export declare const engineEntries: EngineEntries;
