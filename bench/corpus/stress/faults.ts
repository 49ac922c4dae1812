/** Faults of the kinds that the literature reports, each put into any healthy draft that it can hurt. */
import type { Fault } from './fault.ts';
import { LAYER_FAULTS } from './layer-faults.ts';
import { SETTING_FAULTS } from './setting-faults.ts';

export const FAULTS: readonly Fault[] = [...SETTING_FAULTS, ...LAYER_FAULTS];
