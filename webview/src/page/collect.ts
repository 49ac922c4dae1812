/** What the engine tells of a training, as a run that keeps growing but not without bound. */
import type { EngineEvent, EpochRecord } from '#engine';
import { bounded } from '../bounded-series.ts';
import { hasHistograms, withoutHistograms } from '../histograms.ts';
import type { Run } from './state.ts';

/** Of long trainings only about so many epochs keep their histograms. */
const MOST_WITH_HISTOGRAMS = 300;

/** The run with these events. */
export function collect(run: Run, events: readonly EngineEvent[]): Run {
  const epochs = events.flatMap((event) => (event.type === 'epoch' ? [event.record] : []));
  const steps = events.flatMap((event) => (event.type === 'steps' ? event.points : []));
  if (epochs.length > 0) run.epochs = boundedEpochs([...run.epochs, ...epochs]);
  if (steps.length > 0) run.steps = bounded([...run.steps, ...steps], ({ step }) => step);
  for (const event of events) {
    if (event.type === 'started') run.started = event;
    if (event.type === 'finished' || event.type === 'diverged') run.end = event;
  }
  return run;
}

function boundedEpochs(epochs: readonly EpochRecord[]): readonly EpochRecord[] {
  const kept = bounded(epochs, ({ step }) => step);
  const full = kept.filter(hasHistograms);
  if (full.length <= 2 * MOST_WITH_HISTOGRAMS) return kept;
  const chosen = new Set(full.filter((_, at) => at % 2 === 0 || at === full.length - 1));
  return kept.map((record) => (chosen.has(record) ? record : withoutHistograms(record)));
}
