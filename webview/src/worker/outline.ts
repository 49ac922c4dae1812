/** What the page is told of many short epochs: no more than it can draw, or takes in without a pause. */
import type { EngineEvent, EpochEvent } from '#engine';
import { CURVE_BOUNDS, thinned } from '../bounded-series.ts';
import { withoutHistograms } from '../histograms.ts';

/** In one message, besides the training's beginning, which tells most and is always whole. */
const MOST_EPOCHS = 100;
/** Distributions take most of a message's room. */
const MOST_HISTOGRAMS = 4;

/** The same events in the same order; of late epochs the last, and evenly chosen ones of the others. */
export function outlined(events: readonly EngineEvent[]): readonly EngineEvent[] {
  const late = events.filter(isLate);
  const told = new Set<EngineEvent>(thinned(late, MOST_EPOCHS));
  const full = new Set<EngineEvent>(thinned(late, MOST_HISTOGRAMS));
  return events.flatMap((event) => {
    if (!isLate(event) || full.has(event)) return [event];
    return told.has(event) ? [{ ...event, record: withoutHistograms(event.record) }] : [];
  });
}

function isLate(event: EngineEvent): event is EpochEvent {
  return event.type === 'epoch' && event.record.epoch > CURVE_BOUNDS.head;
}
