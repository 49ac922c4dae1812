import { activations } from './activations.ts';
import { initializers } from './initializers.ts';
import { layerModules } from './layers/modules.ts';
import { losses } from './losses.ts';
import { metrics } from './metrics.ts';
import { optimizers } from './optimizers.ts';
import { schedules } from './schedules.ts';

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

/** Read from the tables that the engine works by. */
export const engineEntries: EngineEntries = {
  layers: Object.keys(layerModules),
  activations: Object.keys(activations),
  initializers: Object.keys(initializers),
  optimizers: Object.keys(optimizers),
  schedules: Object.keys(schedules),
  losses: Object.keys(losses),
  metrics: Object.keys(metrics),
};
