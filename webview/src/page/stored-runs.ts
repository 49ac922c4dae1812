/** Between a run on the page and a run in storage. */
import type { RunSummary, Specification, StoredRun } from '../protocol.ts';
import { type Run, recordOf } from './state.ts';

/** Of a long training's steps, evenly chosen ones are kept: enough to draw the curve again. */
const MOST_STORED_STEPS = 2000;
/** So are its epochs, each of which carries histograms of every layer. */
const MOST_STORED_EPOCHS = 400;

/** A run that begins now; its name counts on from those that are stored. */
export function newRun(specification: Specification, earlier: readonly RunSummary[]): Run {
  const numbers = earlier.map(({ name }) => Number(/^Run (\d+)$/.exec(name)?.[1] ?? 0));
  return {
    id: crypto.randomUUID(),
    name: `Run ${Math.max(0, ...numbers) + 1}`,
    startedAt: Date.now(),
    specification,
    state: 'training',
    done: 0,
    samplesPerSecond: 0,
    started: null,
    epochs: [],
    steps: [],
    end: null,
    findings: [],
    results: null,
    parameters: {},
    live: true,
  };
}

/** Null before the run's first event. */
export function toStoredRun(run: Run): StoredRun | null {
  const record = recordOf(run);
  if (!record) return null;
  const { specification, findings, results, parameters } = run;
  const steps = thinned(record.steps, MOST_STORED_STEPS);
  const epochs = thinned(record.epochs, MOST_STORED_EPOCHS);
  return {
    summary: summaryOf(run),
    specification,
    record: { ...record, steps, epochs },
    findings,
    results,
    parameters,
  };
}

export function runFromStore(stored: StoredRun): Run {
  const { summary, specification, record, findings, results, parameters } = stored;
  const { started, epochs, steps, end } = record;
  const total = started.epochs * started.stepsPerEpoch;
  return {
    id: summary.id,
    name: summary.name,
    startedAt: summary.startedAt,
    specification,
    state: summary.state,
    done: (epochs.at(-1)?.step ?? 0) / Math.max(1, total),
    samplesPerSecond: 0,
    started,
    epochs: [...epochs],
    steps: [...steps],
    end,
    findings,
    results,
    parameters,
    live: false,
  };
}

function summaryOf(run: Run): RunSummary {
  const { plan } = run.specification;
  return {
    id: run.id,
    name: run.name,
    model: plan.model.name,
    data: plan.data.name,
    startedAt: run.startedAt,
    state: run.state,
    seed: plan.train.seed,
    epochs: run.epochs.at(-1)?.epoch ?? 0,
    seconds: run.epochs.at(-1)?.seconds ?? 0,
    metrics: finalMetrics(run),
    findings: run.findings.length,
  };
}

/** Of the test part where there is one, else of the validation part, else of the training part. */
function finalMetrics({ end, epochs }: Run): Readonly<Record<string, number>> {
  if (end?.type === 'finished') return end.test ?? end.validation ?? end.train;
  const last = epochs.at(-1);
  return last?.validation ?? last?.train ?? {};
}

/** Evenly chosen, the first and the last among them. */
function thinned<T>(points: readonly T[], most: number): readonly T[] {
  if (points.length <= most) return points;
  const stride = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, at) => points[Math.round(at * stride)] as T);
}
