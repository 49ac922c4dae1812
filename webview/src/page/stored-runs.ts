/** Between a run on the page and a run in storage. */
import type { RunRecord } from '#diagnosis';
import { thinned } from '../bounded-series.ts';
import { hasHistograms, withoutHistograms } from '../histograms.ts';
import type { RunSummary, Specification, StoredRun } from '../protocol.ts';
import { t } from './localization.ts';
import { type Run, recordOf } from './state.ts';

/** Of so many epochs, evenly chosen, the distributions are kept: they take most of the room. */
const MOST_STORED_HISTOGRAMS = 60;

/** A run that begins now; its name counts on from those of earlier runs. */
export function newRun(
  specification: Specification,
  earlier: readonly Pick<RunSummary, 'name'>[],
): Run {
  const numbers = earlier.map(({ name }) => Number(/ (\d+)$/.exec(name)?.[1] ?? 0));
  return {
    id: crypto.randomUUID(),
    name: t('Run {0}', Math.max(0, ...numbers) + 1),
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

/** What a stored run is called beside those of a train block, which may have given the same name. */
export function nameBeside(train: number, { summary, specification }: StoredRun): string {
  return specification.train === train
    ? summary.name
    : nameInBlock(specification.train, summary.name);
}

/** Blocks are counted from 1 by people. */
export function nameInBlock(train: number, name: string): string {
  return t('{0} of block {1}', name, train + 1);
}

/** Null before the run's first event. */
export function toStoredRun(run: Run): StoredRun | null {
  const record = recordOf(run);
  if (!record) return null;
  const { specification, findings, results, parameters } = run;
  const full = new Set(thinned(record.epochs.filter(hasHistograms), MOST_STORED_HISTOGRAMS));
  const epochs = record.epochs.map((epoch) => (full.has(epoch) ? epoch : withoutHistograms(epoch)));
  return {
    summary: summaryOf(run),
    specification,
    record: { ...record, epochs },
    findings,
    results,
    parameters,
  };
}

/** The record as it was at a step: what came after it is left out. */
export function cutAt(record: RunRecord, step: number): RunRecord {
  return {
    ...record,
    epochs: record.epochs.filter((epoch) => epoch.step <= step),
    steps: record.steps.filter((point) => point.step <= step),
    end: null,
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

/** What is said of a run in one line. */
export function summaryOf(run: Run): RunSummary {
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
    saved: null,
  };
}

/** Of the test part where there is one, else of the validation part, else of the training part. */
function finalMetrics({ end, epochs }: Run): Readonly<Record<string, number>> {
  if (end?.type === 'finished') return end.test ?? end.validation ?? end.train;
  const last = epochs.at(-1);
  return last?.validation ?? last?.train ?? {};
}
