/** How each layer of a run is now, in a word, in numbers and for the editor's line. */
import type { FindingSeverity, RuntimeFinding } from '#diagnosis';
import type { LayerProbe } from '#engine';
import { formatPower, formatShare } from './format.ts';
import { t } from './localization.ts';
import { symptomName } from './names.ts';
import { allFindings, type Run } from './state.ts';

/** `unknown`: nothing was measured yet, or the layer has nothing to measure. */
export type Health = 'healthy' | FindingSeverity | 'unknown';

export interface LayerHealth {
  readonly health: Health;
  /** `healthy`, or what is wrong: `dying relu`. */
  readonly word: string;
  /** `gradient 3.2e-3 · update 1e-3 · 12 % dead` */
  readonly numbers: string;
}

/** A layer is as bad as the worst finding that blames it. Thresholds are diagnosis' affair. */
export function layerHealth(run: Run | null, layer: string): LayerHealth {
  const probe = run ? latestProbe(run, layer) : null;
  const numbers = probe ? numbersOf(probe) : '';
  const worst = run ? worstFinding(run.findings, layer) : undefined;
  if (worst) return { health: worst.severity, word: symptomName(worst.symptom), numbers };
  if (!probe || numbers === '') return { health: 'unknown', word: '', numbers };
  return { health: 'healthy', word: t('healthy'), numbers };
}

/** For the annotations in the editor. */
export function layerWords(run: Run): Record<string, string> {
  const annotations: Record<string, string> = {};
  for (const { id } of latestProbes(run)) {
    const { health, word, numbers } = layerHealth(run, id);
    const parts = [health === 'healthy' ? '' : word, numbers].filter((part) => part !== '');
    if (parts.length > 0) annotations[id] = parts.join(' · ');
  }
  return annotations;
}

function latestProbe(run: Run, layer: string): LayerProbe | null {
  return latestProbes(run).find(({ id }) => id === layer) ?? null;
}

/** Before the first epoch has ended: those of the weights that the training begins with. */
function latestProbes(run: Run): readonly LayerProbe[] {
  return run.epochs.at(-1)?.layers ?? run.started?.initial.layers ?? [];
}

const ranks: readonly FindingSeverity[] = ['error', 'warning', 'information'];

function worstFinding(
  findings: readonly RuntimeFinding[],
  layer: string,
): RuntimeFinding | undefined {
  const blaming = allFindings(findings).filter(({ layers }) => layers.includes(layer));
  return blaming.sort((a, b) => ranks.indexOf(a.severity) - ranks.indexOf(b.severity))[0];
}

function numbersOf({ weights, activation }: LayerProbe): string {
  const parts: string[] = [];
  if (weights) {
    parts.push(t('gradient {0}', formatPower(weights.gradientRms)));
    if (weights.updateRatio > 0) parts.push(t('update {0}', formatPower(weights.updateRatio)));
  }
  if (activation && activation.deadShare > 0)
    parts.push(t('{0} dead', formatShare(activation.deadShare)));
  if (activation && activation.saturatedShare > 0) {
    parts.push(t('{0} saturated', formatShare(activation.saturatedShare)));
  }
  return parts.join(' · ');
}
