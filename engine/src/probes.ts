import type { Plan } from '#plan';
import type { DataSet } from './data/dataset.ts';
import type { LayerProbe } from './events.ts';

export class Probes {
  beforeUpdate(): void {}
  measure(): LayerProbe[] {
    return [];
  }
}

export function expectedLossOf(_plan: Plan, _data: DataSet): number | null {
  return null;
}
